/** The recorded numbers at the playhead, of all tracks in one request, and finding one of them. No DOM. */
import type { Track } from '../../../src/protocol/tracks';
import { isComputed, type PanelState, playheadStep, type ReadValues, type RecordedValue, tracksOf } from '../state';
import type { Want } from '../wants';

/** What a track says in numbers at the playhead. */
function numbersOf(track: Track): readonly string[] {
  switch (track.kind) {
    case 'curves':
      return track.series.flatMap(({ tag, standardError }) => [tag, ...(standardError ? [standardError] : [])]);
    case 'bands':
      return [...track.bands.map(({ tag }) => tag), ...(track.accuracy ? [track.accuracy] : [])];
    case 'images':
      return track.scale ? [track.scale] : [];
    case 'confusion':
      return track.classes.map(({ right }) => right);
    default:
      return [];
  }
}

/** Whether these are the values of the step, with those that were computed again if they were. */
export const areOf = (
  read: Pick<ReadValues, 'step' | 'computed'> | undefined,
  step: number,
  computed: boolean,
): boolean => read?.step === step && read.computed === computed;

export function wantValues(state: PanelState): readonly Want[] {
  const step = playheadStep(state);
  const computed = isComputed(state);
  if (areOf(state.valuesAtPlayhead, step, computed)) return [];
  const tags = tracksOf(state).flatMap(numbersOf);
  return [
    {
      slot: 'values',
      key: `${state.edition} ${step} ${computed}`,
      everyMs: 30,
      async ask(asker) {
        const { values } = await asker.request({ kind: 'readValues', tags, step });
        return { kind: 'valuesRead', read: { step, values, computed } };
      },
    },
  ];
}

/** The counts of one histogram, the newest by the playhead. */
export function wantPlayheadHistogram(state: PanelState, tag: string, everyMs: number): readonly Want[] {
  const step = playheadStep(state);
  const computed = isComputed(state);
  if (areOf(state.histogramsAtPlayhead.get(tag), step, computed)) return [];
  return [
    {
      slot: `playhead histogram ${tag}`,
      key: `${state.edition} ${step} ${computed}`,
      everyMs,
      async ask(asker) {
        const span = { fromStep: step, toStep: step, columns: 1 };
        const { counts, bins } = await asker.request({ kind: 'readHistograms', tag, ...span });
        return { kind: 'playheadHistogramRead', tag, read: { step, counts: counts.slice(0, bins), computed } };
      },
    },
  ];
}

/** The newest value by the playhead; with the step at which it was recorded. */
export const valueAtPlayhead = (state: PanelState, tag: string): RecordedValue | undefined =>
  state.valuesAtPlayhead?.values.find((value) => value.tag === tag);
