/** The unit or channel that is chosen: its map large, the weights of its layer, what excites it most, what it paints. */
import type { PlainTensor } from '../../src/protocol/plain-tensor';
import { toCss } from '../common/colour';
import { element, setText } from '../common/elements';
import { formatCount, formatValue } from '../common/format';
import { drawSample, sampleAt, type SampleKind } from '../common/sample-picture';
import { Surface } from '../common/surface';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { colourOf, layoutOf, pictured, tileOf } from './layer-picture';
import { shortName } from './layer-row';
import type { LayersState } from './state';

const LARGE_PX = 168;
const WEIGHT_PX = 36;
const COLUMNS = 6;
const SAMPLE_PX = 42;
const GAP_PX = 3;

export interface DetailPane {
  readonly element: HTMLElement;
  update(state: LayersState, theme: Theme): void;
}

const section = (title: string, ...parts: readonly Node[]) =>
  element('section', { class: 'part' }, element('h2', { text: title }), ...parts);

function drawing(heard: string): Surface {
  const surface = new Surface();
  surface.canvas.setAttribute('role', 'img');
  surface.canvas.setAttribute('aria-label', heard);
  return surface;
}

export function createDetailPane(): DetailPane {
  const title = element('p', { class: 'unit-name' });
  const hint = element('p', {
    class: 'dim',
    text: t('Choose a channel or a unit to see it large, the weights behind it, and the samples that excite it most.'),
  });
  const large = drawing(t('The chosen channel'));
  const largeWords = element('p', { class: 'dim' });
  const weights = drawing(t('Weights as images'));
  const weightWords = element('p', { class: 'dim' });
  const painted = drawing(t('What one number paints'));
  const paintedWords = element('p', { class: 'dim' });
  const excited = drawing(t('Samples that excite it most'));
  const excitedWords = element('p', { class: 'dim' });
  const parts = {
    unit: section(t('Unit'), title, hint, large.canvas, largeWords),
    weights: section(t('Weights'), weightWords, weights.canvas),
    painted: section(t('What one number paints'), paintedWords, painted.canvas),
    excited: section(t('Excited most by'), excitedWords, excited.canvas),
  };
  return {
    element: element(
      'aside',
      { class: 'side', attributes: { 'aria-label': t('The chosen unit'), tabindex: '0' } },
      ...Object.values(parts),
    ),
    update(state, theme) {
      const { chosen, seen, facts, description } = state;
      const run = chosen && seen?.layers.find(({ name, call }) => name === chosen.layer && call === chosen.call);
      hint.hidden = run !== undefined;
      large.canvas.hidden = !run || run.layout === 'units';
      setText(
        title,
        run
          ? t('{layer}, {unit} of {all}', {
              layer: shortName(run.name),
              unit: formatCount(chosen.unit + 1),
              all: formatCount(run.all),
            })
          : '',
      );
      setText(largeWords, '');
      if (run) {
        const picture = pictured(run, state.isDifference);
        const { tileWidth, tileHeight } = layoutOf(picture, LARGE_PX);
        const [block] = picture.blocks;
        if (block && run.layout !== 'units') {
          const height = run.layout === 'maps' ? tileHeight : 8;
          const scale = Math.max(1, Math.floor(LARGE_PX / Math.max(tileWidth, height)));
          large.draw(tileWidth * scale, height * scale, (context) => {
            context.imageSmoothingEnabled = false;
            context.drawImage(
              tileOf(run, block, chosen.unit, { tileWidth, tileHeight }, picture.least, picture.most),
              0,
              0,
              tileWidth * scale,
              height * scale,
            );
          });
        }
        setText(
          largeWords,
          t('{least} to {most} in this layer', { least: formatValue(picture.least), most: formatValue(picture.most) }),
        );
      }
      const weight = facts?.weights?.weights[0];
      parts.weights.hidden = !weight;
      if (weight) {
        const { all, name, shape, pictures } = weight;
        const shown = pictures.shape[0] ?? 0;
        setText(
          weightWords,
          [
            shortName(name),
            `[${shape.join(', ')}]`,
            ...(all > shown ? [t('{shown} of {all}', { shown, all })] : []),
            t('blue below 0, red above'),
          ].join(' · '),
        );
        drawSigned(weights, pictures, shown === 1 ? undefined : chosen?.unit, theme);
      }
      parts.painted.hidden = !facts?.painted;
      if (facts?.painted) {
        setText(paintedWords, t('in input channel {channel}, without the bias', { channel: facts.of.unit + 1 }));
        drawSigned(painted, byChannel(facts.painted), undefined, theme);
      }
      parts.excited.hidden = !facts?.largest || !facts.samples;
      if (facts?.largest && facts.samples && description) {
        const { largest, samples } = facts;
        setText(
          excitedWords,
          t('of the first {count}: {most} to {least}', {
            count: formatCount(largest.among),
            most: formatValue(largest.values[0] ?? NaN),
            least: formatValue(largest.values.at(-1) ?? NaN),
          }),
        );
        drawExcited(
          excited,
          samples,
          largest.samples.length,
          { shape: description.sampleShape, range: description.range },
          theme,
        );
      }
    },
  };
}

/** Pictures [count, height, width] about zero, all on one scale. */
function drawSigned(surface: Surface, { shape, values }: PlainTensor, chosen: number | undefined, theme: Theme): void {
  const [count = 0, height = 1, width = 1] = shape;
  const side = Math.max(height, width);
  const room = count === 1 ? LARGE_PX : WEIGHT_PX;
  const scale = side <= room ? Math.floor(room / side) : room / side;
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const [w, h] = [width * scale + GAP_PX, height * scale + GAP_PX];
  const columns = Math.max(1, Math.min(count, Math.floor((COLUMNS * (WEIGHT_PX + GAP_PX)) / w)));
  surface.draw(columns * w, Math.ceil(count / columns) * h, (context) => {
    context.imageSmoothingEnabled = scale < 1;
    for (let at = 0; at < count; at++) {
      const picture = document.createElement('canvas');
      [picture.width, picture.height] = [width, height];
      const inner = picture.getContext('2d');
      if (!inner) return;
      const image = inner.createImageData(width, height);
      for (let pixel = 0; pixel < width * height; pixel++) {
        const [r, g, b] = colourOf(values[at * width * height + pixel] ?? NaN, -most, most);
        image.data.set([r, g, b, 255], pixel * 4);
      }
      inner.putImageData(image, 0, 0);
      const [x, y] = [(at % columns) * w + 1, Math.floor(at / columns) * h + 1];
      context.drawImage(picture, x, y, width * scale, height * scale);
      if (at !== chosen) continue;
      context.strokeStyle = toCss(theme.foreground);
      context.lineWidth = 2;
      context.strokeRect(x - 1, y - 1, width * scale + 2, height * scale + 2);
    }
  });
}

/** [height, width, channels] as [channels, height, width]. */
function byChannel({ shape: [height = 0, width = 0, channels = 0], values }: PlainTensor): PlainTensor {
  const turned = new Float32Array(values.length);
  for (let channel = 0; channel < channels; channel++)
    for (let pixel = 0; pixel < height * width; pixel++)
      turned[channel * height * width + pixel] = values[pixel * channels + channel]!;
  return { shape: [channels, height, width], values: turned };
}

function drawExcited(surface: Surface, samples: PlainTensor, count: number, kind: SampleKind, theme: Theme): void {
  const side = SAMPLE_PX + GAP_PX;
  surface.draw(COLUMNS * side, Math.ceil(count / COLUMNS) * side, (context) => {
    for (let at = 0; at < count; at++)
      drawSample(
        context,
        sampleAt(samples, at),
        kind,
        (at % COLUMNS) * side,
        Math.floor(at / COLUMNS) * side,
        SAMPLE_PX,
        theme,
      );
  });
}
