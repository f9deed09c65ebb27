/** The phases of a step, told apart where so few steps are seen that each has room for them. Pure. */
import type { SeriesRole } from '../../src/protocol/tracks';
import { type PanelState, visibleWindow } from './state';

/** From so many steps on, a step is a point in time. */
const APART_BELOW_STEPS = 40;

export interface Phase {
  readonly name: string;
  /** D, G: enough to tell the phases of a run apart. */
  readonly letter: string;
  readonly role: SeriesRole;
  /** Where in its step it stands: a step n reaches from n − ½ to n + ½, its phases one after another. */
  readonly shift: number;
}

const SIDES: Readonly<Record<string, SeriesRole>> = { discriminator: 'real', generator: 'generated' };

/** Whether single steps are seen, each with what was recorded in it. */
export function showsSingleSteps(state: PanelState): boolean {
  const { from, to } = visibleWindow(state);
  return to - from < APART_BELOW_STEPS;
}

/** In the order of their updates; none where they are not told apart, or a step has only one. */
export function phasesApart(state: PanelState): readonly Phase[] {
  const names = state.run?.manifest.phases ?? [];
  if (names.length < 2 || !showsSingleSteps(state)) return [];
  const initials = names.map((name) => name.charAt(0).toLocaleUpperCase());
  return names.map((name, at) => ({
    name,
    letter:
      initials.indexOf(initials[at] ?? '') === initials.lastIndexOf(initials[at] ?? '')
        ? (initials[at] ?? '')
        : String(at + 1),
    role: SIDES[name] ?? 'plain',
    shift: (at + 0.5) / names.length - 0.5,
  }));
}

/** How far from its step a value of this phase is drawn. */
export const shiftOf = (phases: readonly Phase[], phase: string | undefined): number =>
  phases.find(({ name }) => name === phase)?.shift ?? 0;
