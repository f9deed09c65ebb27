/** One layer as a row: what it is and where it was made, what it gives out, and whether it is well. */
import type { LayerStatistic } from '../../src/base/layer-tags';
import type { SourcePlace } from '../../src/protocol/manifest';
import { toCss } from '../common/colour';
import { element, setAttribute, setText } from '../common/elements';
import { formatCount, formatShare, formatValue } from '../common/format';
import { Surface } from '../common/surface';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { ailmentWords, healthOf } from './health';
import { drawLayer, type Layout, layoutOf, type Pictured, pictured, under } from './layer-picture';
import type { LayersState, Row, Unit } from './state';

const HISTOGRAM_PX = { width: 96, height: 34 };
/** Of a log bar: from 1e-6 to 1e2. */
const DECADES = [-6, 2] as const;
const PADDING_PX = 12;

export interface RowActions {
  readonly reveal: (place: SourcePlace) => void;
  readonly choose: (unit: Unit) => void;
  /** What lies under the pointer, in words. */
  readonly tell: (words: string) => void;
}

const SHOWN: readonly LayerStatistic[] = ['deadShare', 'gradientNorm', 'updateRatio'];

export class LayerRow {
  readonly element: HTMLElement;
  private readonly surface = new Surface();
  private readonly histogram = new Surface();
  private readonly apart = element('p', { class: 'apart dim' });
  private readonly scale = element('p', { class: 'scale dim' });
  private readonly figures = SHOWN.map((what) => ({
    what,
    value: element('span'),
    bar: element('span', { class: 'log-bar data-colour' }),
  }));
  private picture: Pictured | undefined;
  private layout: Layout | undefined;

  constructor(
    private row: Row,
    private readonly actions: RowActions,
  ) {
    const { layer, run } = row;
    const [place] = layer.frames;
    const name =
      run && run.calls > 1
        ? t('{name}, call {number}', { name: shortName(layer.name), number: run.call + 1 })
        : shortName(layer.name);
    const link = place
      ? element('button', {
          class: 'link',
          text: name,
          title: `${place.file}:${place.line}`,
          attributes: { type: 'button' },
        })
      : element('span', { text: name });
    if (place) link.addEventListener('click', () => actions.reveal(place));
    const shape = layer.outputShape
      .slice(1)
      .map((size) => size ?? '?')
      .join(' × ');
    const facts = [
      layer.className,
      shape,
      ...(layer.parameters > 0 ? [t('{count} parameters', { count: formatCount(layer.parameters) })] : []),
    ];
    const { canvas } = this.surface;
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', t('What {name} gives out', { name: layer.name }));
    this.histogram.canvas.setAttribute('role', 'img');
    this.histogram.canvas.setAttribute('aria-label', t('Distribution over a batch'));
    this.element = element(
      'li',
      { class: 'layer', attributes: { 'data-layer': layer.name } },
      element(
        'div',
        { class: 'what' },
        element('h3', {}, link),
        element('p', { class: 'dim', text: facts.join(' · ') }),
        this.apart,
      ),
      element('div', { class: 'picture' }, canvas, this.scale),
      element('div', { class: 'distribution' }, this.histogram.canvas),
      ...this.figures.map(({ value, bar }) => element('div', { class: 'figure' }, value, bar)),
    );
    canvas.addEventListener('pointermove', (event) => this.point(event));
    canvas.addEventListener('pointerleave', () => actions.tell(''));
    canvas.addEventListener('click', (event) => {
      const found = this.at(event);
      const one = this.row.run;
      if (found && one) actions.choose({ layer: one.name, call: one.call, unit: found.unit });
    });
  }

  /** The same layer and call, as it is now. */
  isOf({ layer, run }: Row): boolean {
    return (
      layer.name === this.row.layer.name &&
      (run?.call ?? 0) === (this.row.run?.call ?? 0) &&
      (run?.calls ?? 1) === (this.row.run?.calls ?? 1)
    );
  }

  update(row: Row, state: LayersState, ofModel: readonly Row[], theme: Theme, roomPx: number): void {
    const isNew = this.row.run !== row.run;
    this.row = row;
    const { run } = row;
    const { chosen, selectedLayer } = state;
    const isChosen = run !== undefined && chosen?.layer === run.name && chosen.call === run.call;
    this.element.classList.toggle('chosen', isChosen);
    if (selectedLayer === row.layer.name) this.element.setAttribute('aria-current', 'true');
    else this.element.removeAttribute('aria-current');
    if (run) {
      this.picture = pictured(run, state.isDifference);
      this.layout = layoutOf(this.picture, roomPx - PADDING_PX);
      const { picture, layout } = this;
      this.surface.draw(layout.widthPx, layout.heightPx, (context) =>
        drawLayer(context, picture, layout, isChosen ? chosen.unit : undefined, toCss(theme.foreground)),
      );
      setText(this.scale, scaleWords(picture));
      setText(this.apart, apartWords(run.apart));
    }
    this.element.classList.toggle('unseen', !run);
    if (isNew || theme) this.drawHistogram(theme);
    this.showFigures(ofModel);
  }

  private showFigures(ofModel: readonly Row[]): void {
    const own = this.row.figures;
    const health = own
      ? healthOf(
          own,
          ofModel.flatMap(({ figures }) => figures ?? []),
        )
      : {};
    for (const { what, value, bar } of this.figures) {
      const figure = own?.figures[what];
      const ailment = what === 'mean' || what === 'spread' ? undefined : health[what];
      setText(value, figure === undefined ? '–' : what === 'deadShare' ? formatShare(figure) : formatValue(figure));
      const holder = value.parentElement!;
      holder.classList.toggle('ill', ailment !== undefined);
      const step = own?.step === undefined ? '' : t('recorded at step {step}', { step: formatCount(own.step) });
      setAttribute(holder, 'title', [ailment ? ailmentWords(ailment) : '', step].filter(Boolean).join(' · '));
      bar.hidden = figure === undefined;
      bar.style.width = `${100 * shareOf(what, figure ?? 0)}%`;
    }
  }

  private drawHistogram(theme: Theme): void {
    const { histogram } = this.row.figures ?? {};
    const { width, height } = HISTOGRAM_PX;
    this.histogram.canvas.hidden = !histogram;
    if (!histogram) return;
    setAttribute(
      this.histogram.canvas,
      'title',
      t('from {least} to {most}, over a batch', {
        least: formatValue(histogram.least),
        most: formatValue(histogram.most),
      }),
    );
    const most = Math.max(1, ...histogram.counts);
    this.histogram.draw(width, height, (context) => {
      const bar = width / histogram.counts.length;
      context.fillStyle = toCss(theme.dim);
      histogram.counts.forEach((count, at) => {
        // By the root, so that a rare value is seen beside a frequent one.
        const tall = Math.sqrt(count / most) * (height - 1);
        context.fillRect(at * bar, height - tall, Math.max(1, bar - 0.5), tall);
      });
      if (histogram.least < 0 && histogram.most > 0) {
        const zero = (-histogram.least / (histogram.most - histogram.least)) * width;
        context.fillStyle = toCss(theme.foreground);
        context.fillRect(Math.round(zero), 0, 1, height);
      }
    });
  }

  private at(event: MouseEvent) {
    const { picture, layout } = this;
    if (!picture || !layout) return undefined;
    const { left, top } = this.surface.canvas.getBoundingClientRect();
    return under(picture, layout, event.clientX - left, event.clientY - top);
  }

  private point(event: MouseEvent): void {
    const found = this.at(event);
    const { run } = this.row;
    if (!found || !run) return this.actions.tell('');
    const value = formatValue(found.value);
    const unit = found.unit + 1;
    this.actions.tell(
      run.layout === 'maps'
        ? t('{layer}, channel {unit}, x {x}, y {y}: {value}', { layer: run.name, unit, x: found.x, y: found.y, value })
        : run.layout === 'sequence'
          ? t('{layer}, unit {unit}, step {x}: {value}', { layer: run.name, unit, x: found.x + 1, value })
          : t('{layer}, unit {unit}: {value}', { layer: run.name, unit, value }),
    );
  }
}

export const shortName = (name: string): string => name.split('/').slice(1).join('/');

const scaleWords = ({ run, blocks, least, most }: Pictured): string => {
  const range =
    least < 0
      ? t('{least} to {most}', { least: formatValue(least), most: formatValue(most) })
      : t('0 to {most}', { most: formatValue(most) });
  const rest =
    run.all > run.shown ? [t('{shown} of {all}', { shown: formatCount(run.shown), all: formatCount(run.all) })] : [];
  return [range, ...rest, ...(blocks.length === 1 && run.figures.length > 1 ? [t('second less first')] : [])].join(
    ' · ',
  );
};

const apartWords = (apart: Float32Array): string =>
  apart.length < 2
    ? ''
    : t('apart from the first: {list}', { list: [...apart.subarray(1)].map(formatShare).join(', ') });

/** How long a bar is: shares as they are, norms and ratios by their power of ten. */
function shareOf(what: LayerStatistic, value: number): number {
  if (what === 'deadShare') return Math.max(0, Math.min(1, value));
  const [low, high] = DECADES;
  return value > 0 ? Math.max(0.02, Math.min(1, (Math.log10(value) - low) / (high - low))) : 0;
}
