/** The stages of a training on its time axis. Pure. */
import type { RunStage } from '../../src/protocol/manifest';
import type { PanelState } from './state';

export const stagesOf = ({ run }: PanelState): readonly RunStage[] => run?.manifest.stages ?? [];

/** Where one stage ends and the next begins: between two steps. The first begins with the run. */
export const boundariesOf = (state: PanelState): number[] =>
  stagesOf(state)
    .slice(1)
    .map(({ firstStep }) => firstStep - 0.5);

/** The stage that a step is in, and which of all it is; a step before the first is in that. */
export function stageAt(state: PanelState, step: number): { stage: RunStage; number: number; all: number } | undefined {
  const stages = stagesOf(state);
  const at = stages.findIndex(({ lastStep }) => step <= lastStep);
  const stage = stages[at < 0 ? stages.length - 1 : at];
  return stage && { stage, number: stages.indexOf(stage) + 1, all: stages.length };
}
