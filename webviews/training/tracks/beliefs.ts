/**
 * What the discriminator believes over time: how many images of each kind it gave which probability. Blue where they are
 * real, orange where they are generated, grey where it can't tell the two apart; over it the medians of both.
 */
import type { BeliefsTrack } from '../../../src/protocol/tracks';
import { type Colour, mix, toCss } from '../../common/colour';
import { formatProbability } from '../../common/format';
import { fitToPixels, medianOf } from '../../common/histogram-columns';
import { smoothingSteps } from '../../common/smoothing';
import { t } from '../../common/words';
import { asStretch, type HeldHistograms, layerFor, missingSpan, type Span } from '../held-data';
import { clipped, drawAbsence, drawRule, drawTickLabel, type Plot } from '../plot';
import { lastStepOf, type PanelState, playheadStep, visibleWindow } from '../state';
import { alignedSpan, stepsABucket } from '../time-window';
import type { Want } from '../wants';
import { createBeliefsPart } from './beliefs-part';
import { drawEndLabels, type EndLabel } from './end-labels';
import { whyNever, whyNotHere } from './nothing-recorded';
import { wantPlayheadHistogram } from './playhead-values';
import type { TrackView } from './track-view';

const ADVANCE_EVERY_MS = 100;
const PLAYHEAD_EVERY_MS = 60;
/** Few images share a column: below this exponent they would drown beside a column where all agree. */
const EXPONENT = 0.5;

export const beliefsView: TrackView<BeliefsTrack> = {
  minHeightPx: () => 104,
  grow: 3,
  absence({ real, generated }, state) {
    // Looking through all that was read is worth while only where there may be nothing.
    const why = whyNever(state);
    return why !== undefined && [real, generated].every((tag) => hasNoHistograms(state, tag)) ? why : undefined;
  },
  paneOrder: 2,

  needs(track, state) {
    if (state.plotWidthPx === 0) return [];
    const window = visibleWindow(state);
    const bucket = stepsABucket(window, state.plotWidthPx);
    const lastStep = lastStepOf(state);
    const wanted = { ...alignedSpan(window, bucket, lastStep), bucket };
    return [track.real, track.generated].flatMap((tag) => {
      const held = state.histograms.get(tag)?.detail;
      const missing = missingSpan(held, wanted, window, lastStep);
      return missing ? [wantHistograms(tag, missing, lastStep, held?.span.bucket === bucket)] : [];
    });
  },

  needsAtPlayhead: (track, state) =>
    [track.real, track.generated].flatMap((tag) => wantPlayheadHistogram(state, tag, PLAYHEAD_EVERY_MS)),

  legend: () => t('shade: share of images; lines: medians'),

  draw(track, state, plot) {
    const held = { real: heldFor(state, track.real), generated: heldFor(state, track.generated) };
    if (!held.real || !held.generated) return drawAbsence(plot, t('Reading…'));
    if (!hasCounts(held.real) && !hasCounts(held.generated)) return drawAbsence(plot, whyNotHere(state));
    const ratio = window.devicePixelRatio || 1;
    const pixels = Math.max(1, Math.round((plot.right - plot.left) * ratio));
    const stepAt = (pixel: number) => plot.x.invert(plot.left + pixel / ratio);
    // A side of which nothing can be read has no bins.
    const bins = Math.max(held.real.stretch.bins, held.generated.stretch.bins);
    const fit = ({ stretch }: HeldHistograms) =>
      stretch.bins === bins ? fitToPixels(stretch, pixels, stepAt) : new Float32Array(pixels * bins);
    const [real, generated] = [fit(held.real), fit(held.generated)];
    drawShades(plot, real, generated, pixels, bins);
    const y = (belief: number) => plot.bottom - belief * (plot.bottom - plot.top);
    drawRule(plot, y(0.5), true);
    for (const [belief, label] of [
      [0, '0'],
      [0.5, '½'],
      [1, '1'],
    ] as const) {
      drawTickLabel(plot, Math.max(plot.top + 5, Math.min(plot.bottom - 5, y(belief))), label);
    }
    const seen = visibleWindow(state);
    const reach = Math.round((pixels * smoothingSteps(seen.to - seen.from)) / (seen.to - seen.from) / 2);
    const labels = (
      [
        ['real', real],
        ['generated', generated],
      ] as const
    ).flatMap(([side, shares]): EndLabel[] => {
      const medians = movingMedians(shares, pixels, bins, reach);
      const colour = plot.theme.roles[side];
      const readable = plot.theme.readable[side];
      clipped(plot, () => drawMedians(plot, medians, ratio, y, colour));
      const last = medians.findLastIndex((value) => !Number.isNaN(value));
      if (last < 0) return [];
      const value = medians[last] ?? NaN;
      const name = side === 'real' ? t('real') : t('generated');
      return [
        { name, value: formatProbability(value), x: plot.left + (last + 1) / ratio, y: y(value), colour: readable },
      ];
    });
    drawEndLabels(plot, labels);
  },

  summarize(track, state) {
    const step = playheadStep(state);
    const median = (tag: string) => medianOf(state.histogramsAtPlayhead.get(tag)?.counts ?? new Float32Array());
    return t('{title}: at step {step} the median for real images is {real}, for generated ones {generated}', {
      title: track.title,
      step,
      real: formatProbability(median(track.real)),
      generated: formatProbability(median(track.generated)),
    });
  },

  createPlayheadPart: (track, tools) => createBeliefsPart(track, tools),
};

const heldFor = (state: PanelState, tag: string): HeldHistograms | undefined => {
  const layers = state.histograms.get(tag);
  return layers && layerFor(layers, visibleWindow(state));
};

/** Read, and none in all of the run. */
function hasNoHistograms(state: PanelState, tag: string): boolean {
  const layers = state.histograms.get(tag);
  return layers !== undefined && !hasCounts(layers.detail) && !hasCounts(layers.overview);
}

const hasCounts = ({ stretch }: HeldHistograms): boolean => stretch.counts.some((count) => count > 0);

function wantHistograms(tag: string, span: Span, lastStep: number, continuing: boolean): Want {
  const columns = Math.min(8192, Math.round((span.to - span.from) / span.bucket));
  return {
    slot: `histograms ${tag}`,
    key: `${span.bucket} ${span.from}–${span.to} of ${lastStep}`,
    everyMs: continuing ? ADVANCE_EVERY_MS : 0,
    async ask(asker) {
      // The first step of the next column is left out; it would be counted twice.
      const matrix = await asker.request({
        kind: 'readHistograms',
        tag,
        fromStep: span.from,
        toStep: span.to - 0.5,
        columns,
      });
      return { kind: 'histogramsRead', tag, read: { span, readUpTo: lastStep, stretch: asStretch(matrix, span) } };
    },
  };
}

/** One pixel of the screen a column, one pixel a bin, then stretched in height: bins stay sharp steps. */
function drawShades(
  { context, theme, left, right, top, bottom }: Plot,
  real: Float32Array,
  generated: Float32Array,
  pixels: number,
  bins: number,
): void {
  const image = new ImageData(pixels, bins);
  const neutral = mix(theme.foreground, theme.background, 0.35);
  // 64 hues from "all real" over "as many of each" to "all generated".
  const hues = Array.from({ length: 65 }, (_, at): Colour => {
    const share = at / 64;
    return share < 0.5 ? mix(theme.roles.real, neutral, share * 2) : mix(neutral, theme.roles.generated, share * 2 - 1);
  });
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let bin = 0; bin < bins; bin++) {
      const r = real[pixel * bins + bin] ?? 0;
      const g = generated[pixel * bins + bin] ?? 0;
      if (r + g === 0) continue;
      const hue = hues[Math.round((g / (r + g)) * 64)] ?? neutral;
      const at = ((bins - 1 - bin) * pixels + pixel) * 4;
      image.data[at] = hue.r;
      image.data[at + 1] = hue.g;
      image.data[at + 2] = hue.b;
      image.data[at + 3] = 255 * Math.min(1, Math.max(r, g) ** EXPONENT * 1.1);
    }
  }
  const canvas = new OffscreenCanvas(pixels, bins);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, left, top, right - left, bottom - top);
}

/** The median over some pixels around each. */
function movingMedians(shares: Float32Array, pixels: number, bins: number, reach: number): number[] {
  const sums = new Float32Array(bins);
  const add = (pixel: number, sign: 1 | -1) => {
    if (pixel < 0 || pixel >= pixels) return;
    for (let bin = 0; bin < bins; bin++)
      sums[bin] = Math.max(0, (sums[bin] ?? 0) + sign * (shares[pixel * bins + bin] ?? 0));
  };
  for (let pixel = 0; pixel < reach; pixel++) add(pixel, 1);
  return Array.from({ length: pixels }, (_, pixel) => {
    add(pixel + reach, 1);
    if (pixel - reach - 1 >= 0) add(pixel - reach - 1, -1);
    let here = 0;
    for (let bin = 0; bin < bins; bin++) here += shares[pixel * bins + bin] ?? 0;
    return here > 0 ? medianOf(sums) : NaN;
  });
}

function drawMedians(
  { context, theme, left }: Plot,
  medians: readonly number[],
  ratio: number,
  y: (belief: number) => number,
  colour: Colour,
): void {
  context.beginPath();
  let drawing = false;
  medians.forEach((median, pixel) => {
    if (Number.isNaN(median)) {
      drawing = false;
      return;
    }
    if (drawing) context.lineTo(left + pixel / ratio, y(median));
    else context.moveTo(left + pixel / ratio, y(median));
    drawing = true;
  });
  context.lineJoin = 'round';
  context.strokeStyle = toCss(theme.background, 0.75);
  context.lineWidth = 4.5;
  context.stroke();
  context.strokeStyle = toCss(colour);
  context.lineWidth = 2;
  context.stroke();
}
