/** The table of layers at the playhead as a drawing, for a picture that is saved: a row a layer, a column a track. */
import type { HeatTrack } from '../../../src/protocol/tracks';
import { toCss } from '../../common/colour';
import { type ColourRange, shareOf } from '../../common/colour-range';
import { formatCount, formatValue } from '../../common/format';
import type { Theme } from '../../common/theme';
import { viridis } from '../../common/viridis';
import { t } from '../../common/words';
import { type PanelState, playheadStep } from '../state';
import { rangeNow, recordedStep } from './heat-now';
import type { SavedPicture } from './track-view';

const ROW_PX = 17;
const NAME_PX = 120;
const COLUMN_PX = 116;
const LONGEST_BAR_PX = 28;

interface Column {
  readonly title: string;
  readonly range: ColourRange | undefined;
  /** One a row; undefined where the track has no such layer, or nothing was recorded. */
  readonly values: readonly (number | undefined)[];
}

/** @param layers by role, from top to bottom @param values by tag */
export function layersPicture(
  state: PanelState,
  group: readonly HeatTrack[],
  layers: readonly string[],
  values: ReadonlyMap<string, number>,
): SavedPicture {
  const rowOf = ({ rows }: HeatTrack, layer: string) => rows.find((row) => row.layer === layer);
  const names = layers.map((layer) => group.map((track) => rowOf(track, layer)).find(Boolean)?.label ?? layer);
  const columns = group.map((track): Column => {
    const its = layers.map((layer) => values.get(rowOf(track, layer)?.tag ?? ''));
    return { title: track.title, range: rangeNow(track, state), values: its };
  });
  const step = formatCount(recordedStep(state, group) ?? playheadStep(state));
  return {
    name: 'layers',
    widthPx: NAME_PX + COLUMN_PX * columns.length,
    heightPx: ROW_PX * (layers.length + 1),
    scale: 2,
    isVector: true,
    caption: [
      t('Layers'),
      ...group.map(({ title, subtitle }) => `${title}: ${subtitle}`),
      t('step {step}', { step }),
    ].join(' · '),
    draw: (context, theme) => drawLayers(context, theme, names, columns),
  };
}

function drawLayers(
  context: CanvasRenderingContext2D,
  theme: Theme,
  names: readonly string[],
  columns: readonly Column[],
): void {
  context.font = `${theme.fontSizePx - 2}px ${theme.fontFamily}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const middle = (row: number) => (row + 0.5) * ROW_PX;
  context.fillStyle = toCss(theme.foreground);
  names.forEach((name, row) => context.fillText(name, 0, middle(row + 1), NAME_PX - 8));
  columns.forEach(({ title, range, values }, at) => {
    const left = NAME_PX + at * COLUMN_PX;
    context.fillStyle = toCss(theme.dim);
    context.fillText(title, left, middle(0), COLUMN_PX - 8);
    values.forEach((value, row) => {
      if (value === undefined) return;
      const isFinite = Number.isFinite(value);
      const share = isFinite && range ? shareOf(value, range) : 0;
      const length = Math.max(4, share * LONGEST_BAR_PX);
      context.fillStyle = toCss(isFinite ? viridis(share) : theme.error);
      context.fillRect(left, middle(row + 1) - 4, length, 8);
      context.fillStyle = toCss(isFinite ? theme.foreground : theme.error);
      context.fillText(formatValue(value), left + length + 6, middle(row + 1));
    });
  });
}
