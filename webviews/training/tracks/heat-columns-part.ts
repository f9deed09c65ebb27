/** The many rows of one layer at the playhead, such as an autoencoder's codings: a column each, and how many hardly move. */
import type { HeatTrack } from '../../../src/protocol/tracks';
import { toCss } from '../../common/colour';
import { type ColourRange, shareOf } from '../../common/colour-range';
import { element, setAttribute, setText } from '../../common/elements';
import { formatCount, formatExact } from '../../common/format';
import { Surface } from '../../common/surface';
import type { Theme } from '../../common/theme';
import { t } from '../../common/words';
import { viridis } from '../../common/viridis';
import { createPictureButtons } from '../picture-buttons';
import { rangeNow, recordedAt, recordedStep } from './heat-now';
import { createPartHead } from './part-head';
import type { PanelTools, PlayheadPart } from './track-view';

const CHART_HEIGHT_PX = 56;
/** A coding that spreads no more than this share of the widest is as good as dead. */
const STILL_SHARE = 0.01;

export function createColumnsPart(track: HeatTrack, tools: PanelTools): PlayheadPart {
  const heading = element('span', { class: 'dim' });
  const surface = new Surface();
  surface.canvas.setAttribute('role', 'img');
  const buttons = createPictureButtons(tools, t('this chart'));
  const said = element('p', { class: 'dim heat-said' });
  const part = element(
    'section',
    { class: 'part', attributes: { 'aria-label': track.title } },
    createPartHead(track, buttons, heading),
    element('div', { class: 'heat-chart' }, surface.canvas),
    said,
  );
  let drawn: readonly unknown[] = [];
  return {
    element: part,
    update(state, theme) {
      const width = part.clientWidth;
      const held = state.curves.get(track.id)?.detail;
      const looks = [state.rowValuesAtPlayhead, held, theme, width, devicePixelRatio];
      if (width === 0 || looks.every((look, at) => look === drawn[at])) return;
      drawn = looks;
      const known = new Map(state.rowValuesAtPlayhead?.values.map(({ tag, value }) => [tag, value]));
      const values = track.rows.map(({ tag }) => known.get(tag));
      setText(heading, recordedAt(state, [track]));
      setText(said, describeRows(values.filter((value) => value !== undefined)));
      setAttribute(surface.canvas, 'aria-label', `${track.title}: ${said.textContent ?? ''}`);
      const range = rangeNow(track, state);
      surface.draw(width, CHART_HEIGHT_PX, (context) => drawColumns(context, theme, width, values, range));
      const step = recordedStep(state, [track]);
      if (step === undefined) return;
      buttons.update(() => ({
        name: track.id,
        widthPx: width,
        heightPx: CHART_HEIGHT_PX,
        scale: 2,
        isVector: true,
        caption: [track.title, said.textContent, t('step {step}', { step: formatCount(step) })].join(' · '),
        draw: (context, its) => drawColumns(context, its, width, values, range),
      }));
    },
  };
}

function describeRows(values: readonly number[]): string {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const [least, median, most] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)];
  if (least === undefined || median === undefined || most === undefined) return t('Nothing recorded yet');
  const still = sorted.filter((value) => value <= most * STILL_SHARE).length;
  const course = t('narrowest {least}, median {median}, widest {most}', {
    least: formatExact(least),
    median: formatExact(median),
    most: formatExact(most),
  });
  return still > 0
    ? `${course}; ${t('{count} of {total} hardly move', { count: formatCount(still), total: formatCount(values.length) })}`
    : course;
}

function drawColumns(
  context: CanvasRenderingContext2D,
  theme: Theme,
  width: number,
  values: readonly (number | undefined)[],
  range: ColourRange | undefined,
): void {
  const step = width / Math.max(1, values.length);
  const room = CHART_HEIGHT_PX - 2;
  const most = Math.max(1e-30, ...values.filter((value): value is number => Number.isFinite(value)));
  values.forEach((value, at) => {
    if (value === undefined) return;
    const finite = Number.isFinite(value);
    const height = finite ? Math.max(1, (value / most) * room) : room;
    context.fillStyle = toCss(finite ? viridis(range ? shareOf(value, range) : 0) : theme.error);
    context.fillRect(at * step, room - height, Math.max(1, step - 1), height);
  });
  context.fillStyle = toCss(theme.rule);
  context.fillRect(0, CHART_HEIGHT_PX - 1, width, 1);
}
