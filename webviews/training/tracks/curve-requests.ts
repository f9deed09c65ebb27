/** What tracks that are made of recorded numbers ask for: curves of what is seen, single values, and steps for the table. */
import type { Curve } from '../../../src/protocol/training-panel-messages';
import { continues, missingSpan, type Span } from '../held-data';
import { lastStepOf, type PanelState, visibleWindow } from '../state';
import { alignedSpan, stepsABucket } from '../time-window';
import type { Asker, Want } from '../wants';

export interface CurvesWanted {
  /** Id of the track that holds them. */
  readonly track: string;
  readonly tags: readonly string[];
  /** Between two readings of what is new at the right while a run trains. */
  readonly advanceEveryMs: number;
  /** Width of one bucket, about. */
  readonly bucketPx?: number;
  /** A value holds until the next one, so the last one before what is seen is wanted, too. */
  readonly holds?: boolean;
}

/** Curves over what is on the screen and as much again beside it, as far as they are not held yet. */
export function wantCurves(state: PanelState, wanted: CurvesWanted): readonly Want[] {
  const window = visibleWindow(state);
  const bucket = stepsABucket(window, state.plotWidthPx / (wanted.bucketPx ?? 1));
  const lastStep = lastStepOf(state);
  if (state.plotWidthPx === 0) return [];
  const held = state.curves.get(wanted.track)?.detail;
  const span = missingSpan(held, { ...alignedSpan(window, bucket, lastStep), bucket }, window, lastStep);
  if (!span) return [];
  const continuing = held?.span.bucket === bucket;
  const joins = held !== undefined && continues(held.span, span);
  return [
    {
      slot: `curves ${wanted.track}`,
      key: `${span.bucket} ${span.from}–${span.to} of ${lastStep}`,
      everyMs: continuing ? wanted.advanceEveryMs : 0,
      async ask(asker) {
        const curves = await readCurves(asker, wanted.tags, span);
        const before =
          wanted.holds && !joins && span.from > 0
            ? await asker.request({ kind: 'readValues', tags: [...wanted.tags], step: span.from - 1 })
            : undefined;
        const all = before ? curves.map((curve) => beginningWith(curve, before.values)) : curves;
        return { kind: 'curvesRead', track: wanted.track, read: { span, readUpTo: lastStep, curves: all } };
      },
    },
  ];
}

async function readCurves(asker: Asker, tags: readonly string[], span: Span): Promise<readonly Curve[]> {
  // A reader that counts records may need one bucket more than the steps alone do.
  const columns = Math.min(8192, Math.round((span.to - span.from) / span.bucket) + 1);
  const { curves } = await asker.request({
    kind: 'readCurves',
    tags: [...tags],
    fromStep: span.from,
    toStep: span.to - 0.5,
    columns,
  });
  return curves;
}

/** A curve with the value that held when it began, as a bucket of its own. */
function beginningWith(
  curve: Curve,
  values: readonly { readonly tag: string; readonly step: number; readonly value: number }[],
): Curve {
  const before = values.find(({ tag }) => tag === curve.tag);
  if (!before) return curve;
  const { step, value } = before;
  const finite = Number.isFinite(value) ? value : NaN;
  return {
    tag: curve.tag,
    firstStep: Float64Array.of(step, ...curve.firstStep),
    lastStep: Float64Array.of(step, ...curve.lastStep),
    min: Float32Array.of(finite, ...curve.min),
    mean: Float32Array.of(finite, ...curve.mean),
    max: Float32Array.of(finite, ...curve.max),
    nonFinite: Uint32Array.of(Number.isFinite(value) ? 0 : 1, ...curve.nonFinite),
  };
}
