/** Which model of a run can be attacked: the one that tells the data's classes apart. */
import type { Victim } from '../../attacks/attacker';
import { activationOf, lastLayer } from '../../authoring/softmax';
import { ProblemError } from '../../base/problem';
import type { Assembled } from '../../training/assemble-run';

export interface Target {
  readonly role: string;
  readonly victim: Victim;
}

/** It takes one sample of the data, and ends in a softmax over the classes. @throws ProblemError where there is none */
export function targetOf({ loaded, dataset, isKnownCode }: Assembled): Target {
  const { train, classNames, range } = dataset;
  const { models, family } = loaded.experiment;
  const classes = classNames.length;
  if (classes < 2)
    throw nothing(
      `${dataset.name} expected at least two classes, and has ${classes === 0 ? 'no labels' : 'one class'}.`,
      'Train a classifier() on data with labels.',
    );
  for (const [role, model] of Object.entries(models)) {
    const layer = lastLayer(model);
    const input = model.inputs[0]?.shape.slice(1) ?? [];
    const fits =
      model.inputs.length === 1 &&
      input.length === train.shape.length &&
      input.every((size, axis) => size === null || size === train.shape[axis]);
    const tells =
      layer && activationOf(layer) === 'softmax' && model.outputs[0]?.shape.slice(1).join() === String(classes);
    if (fits && tells) return { role, victim: { model, shape: train.shape, classes, range, isKnownCode } };
  }
  throw nothing(
    `A run of ${family}() has nothing to attack: none of its models (${Object.keys(models).join(', ')}) takes one sample of the data and ends in a softmax over its ${classes} classes.`,
    'Open a run of classifier().',
  );
}

const nothing = (message: string, remedy: string): ProblemError =>
  new ProblemError({ message, remedy, blame: 'experiment' });
