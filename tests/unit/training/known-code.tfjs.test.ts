/** Gibbon's own layers and optimizers are known code, as tfjs' are: steps of nothing else run without their JavaScript. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { TiedDense } from '../../../src/authoring/tied-dense';
import { knownClasses, runsKnownCode } from '../../../src/training/known-code';
import { models } from '../../models/models';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test.each([
  ['autoencoder of tied layers', true],
  ['variational autoencoder', true],
  ['hashing autoencoder', true],
  // Its tied layer is a class of the user's.
  ['tied autoencoder', false],
])('%s: %s', (name, isKnown) => {
  expect(runsKnownCode(models[name]!({ width: 0.1 }), knownClasses())).toBe(isKnown);
});

test("a class derived from one of Gibbon's is the user's", () => {
  class Odd extends TiedDense {}
  const made = models['autoencoder of tied layers']!({ width: 0.1 });
  const known = knownClasses();
  Object.setPrototypeOf(
    made.models.decoder!.layers.find((layer) => layer instanceof TiedDense)!,
    Odd.prototype,
  );
  expect(runsKnownCode(made, known)).toBe(false);
});

test("a method that was put into a layer of tfjs' is the user's", () => {
  const made = models['variational autoencoder']!({ width: 0.1 });
  const [layer] = made.models.encoder!.layers;
  const known = knownClasses();
  expect(runsKnownCode(made, known)).toBe(true);
  layer!.call = (inputs) => tf.mul(Array.isArray(inputs) ? inputs[0]! : inputs, Math.random());
  expect(runsKnownCode(made, known)).toBe(false);
});
