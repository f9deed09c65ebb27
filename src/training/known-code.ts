/**
 * Whether nothing runs in a training step but tfjs' and Gibbon's own code. Then a step hangs on nothing that isn't known,
 * and can run without its JavaScript. A layer, optimizer, activation or regularizer of the user's may do anything.
 */
import { serialization, Tensor } from '@tensorflow/tfjs-core';
import type { Experiment } from '../authoring/experiment';

type Class = abstract new (...args: never[]) => unknown;
export type KnownClasses = ReadonlySet<unknown>;

/** The classes of tfjs and Gibbon: to be asked for before any experiment is loaded. */
export const knownClasses = (): KnownClasses =>
  new Set<unknown>(
    Object.values(serialization.SerializationMap.getMap().classNameMap).map(([itsClass]) => itsClass as Class),
  );

/** @param known from before the experiment was loaded */
export function runsKnownCode({ stepIsOurs, models, optimizers }: Experiment, known: KnownClasses): boolean {
  const seen = new Set<unknown>();
  const isKnown = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return true;
    seen.add(value);
    if (Array.isArray(value)) return value.every(isKnown);
    if (!(value instanceof serialization.Serializable)) return true;
    return known.has(value.constructor) && !overridesMethods(value) && Object.values(value).every(isKnown);
  };
  return (
    stepIsOurs &&
    [...Object.values(models), ...Object.values(optimizers).map(({ optimizer }) => optimizer)].every(isKnown)
  );
}

/** A method of its own in place of its class'. */
function overridesMethods(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Object.entries(value).some(
    ([name, own]) => typeof own === 'function' && typeof (prototype as Record<string, unknown>)[name] === 'function',
  );
}

/** What can be called on a tensor. */
export const tensorMethods = (): string[] => Object.getOwnPropertyNames(Tensor.prototype);
