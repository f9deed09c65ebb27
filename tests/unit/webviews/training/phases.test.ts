import { expect, test } from 'vitest';
import { phasesApart, shiftOf } from '../../../../webviews/training/phases';
import { type PanelState, reduce } from '../../../../webviews/training/state';
import { readyState } from './ready-state';

function seen(phases: readonly string[] | undefined, steps: number): PanelState {
  const state = readyState(500, 'finished');
  if (!state.run) throw new Error('Expected a run.');
  const manifest = { ...state.run.manifest, ...(phases && { phases: [...phases] }) };
  return reduce(
    { ...state, run: { ...state.run, manifest } },
    { kind: 'zoomed', window: { from: 100, to: 100 + steps } },
  );
}

test('the phases of a step stand one after another within it, in the order of the updates', () => {
  expect(phasesApart(seen(['discriminator', 'generator'], 20))).toEqual([
    { name: 'discriminator', letter: 'D', role: 'real', shift: -0.25 },
    { name: 'generator', letter: 'G', role: 'generated', shift: 0.25 },
  ]);
});

test.for([
  ['so many steps are seen that each is a point', ['discriminator', 'generator'], 40],
  ['a step has only one', ['autoencoder'], 5],
  ['an old run does not say', undefined, 5],
] as const)('they are not told apart where %s', ([, phases, steps]) => {
  expect(phasesApart(seen(phases, steps))).toEqual([]);
});

test('two of the same initial are numbered', () => {
  expect(phasesApart(seen(['generator', 'guide', 'critic'], 5)).map(({ letter }) => letter)).toEqual(['1', '2', 'C']);
});

test('what belongs to no phase stands at its step', () => {
  const phases = phasesApart(seen(['discriminator', 'generator'], 5));
  expect([shiftOf(phases, 'generator'), shiftOf(phases, undefined), shiftOf([], 'generator')]).toEqual([0.25, 0, 0]);
});
