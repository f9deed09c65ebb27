/** The recorded numbers at the playhead, of all tracks in one request, and finding one of them. No DOM. */
import type { Track } from '../../../src/protocol/tracks';
import { type PanelState, playheadStep, type RecordedValue, tracksOf } from '../state';
import type { Want } from '../wants';

/** What a track says in numbers at the playhead. */
function numbersOf(track: Track): readonly string[] {
  switch (track.kind) {
    case 'curves':
      return track.series.map(({ tag }) => tag);
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

export function wantValues(state: PanelState): readonly Want[] {
  const step = playheadStep(state);
  if (state.valuesAtPlayhead?.step === step) return [];
  const tags = tracksOf(state).flatMap(numbersOf);
  return [
    {
      slot: 'values',
      key: `${state.edition} ${step}`,
      everyMs: 30,
      async ask(asker) {
        return { kind: 'valuesRead', step, values: (await asker.request({ kind: 'readValues', tags, step })).values };
      },
    },
  ];
}

/** The counts of one histogram, the newest by the playhead. */
export function wantPlayheadHistogram(state: PanelState, tag: string, everyMs: number): readonly Want[] {
  const step = playheadStep(state);
  if (state.histogramsAtPlayhead.get(tag)?.step === step) return [];
  return [
    {
      slot: `playhead histogram ${tag}`,
      key: `${state.edition} ${step}`,
      everyMs,
      async ask(asker) {
        const span = { fromStep: step, toStep: step, columns: 1 };
        const { counts, bins } = await asker.request({ kind: 'readHistograms', tag, ...span });
        return { kind: 'playheadHistogramRead', tag, step, counts: counts.slice(0, bins) };
      },
    },
  ];
}

/** The newest value by the playhead; with the step at which it was recorded. */
export const valueAtPlayhead = (state: PanelState, tag: string): RecordedValue | undefined =>
  state.valuesAtPlayhead?.values.find((value) => value.tag === tag);
