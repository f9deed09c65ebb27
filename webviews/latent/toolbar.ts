/** The choices of a map: how it is laid out, what it is coloured by, of how many samples; and how far it can be trusted. */
import type { Projection } from '../../src/protocol/latent-questions';
import { createChoice } from '../common/choice';
import { type Button, createButton } from '../common/controls';
import { element, setAttribute, setText } from '../common/elements';
import { formatCount } from '../common/format';
import { t } from '../common/words';
import { choicesOf, type ColourBy } from './colouring';
import type { LatentMessage, LatentState, Samples } from './state';
import { colourName, methodName } from './words';

export interface Toolbar {
  readonly element: HTMLElement;
  update(state: LatentState): void;
}

const NEIGHBOURS = [5, 15, 50];
const PERPLEXITIES = [10, 30, 50];
/** Axes that can be chosen; of more codings only the first. */
const MOST_AXES = 64;

const METHODS = ['pca', 'codings', 'umap', 'tsne'] as const;

export function createToolbar(send: (message: LatentMessage) => void, onAgain: () => void): Toolbar {
  let state: LatentState | undefined;
  const choose = (projection: Projection) => send({ kind: 'projectionChosen', projection });
  const methods = element('div', { class: 'segments', attributes: { role: 'radiogroup', 'aria-label': t('Map') } });
  const buttons = METHODS.map((method) => {
    const button = element('button', {
      text: methodName({ method } as Projection),
      attributes: { type: 'button', role: 'radio', 'aria-checked': 'false' },
    });
    button.addEventListener('click', () => state && choose(firstOf(method, state)));
    return { method, button };
  });
  methods.append(...buttons.map(({ button }) => button));
  const across = createChoice(t('across'), (value) => chooseAxis(0, Number(value)));
  const up = createChoice(t('up'), (value) => chooseAxis(1, Number(value)));
  const dimensions = createChoice(t('in'), (value) => {
    if (!state) return;
    const isInSpace = value === '3';
    if (state.projection.method === 'codings') choose({ method: 'codings', axes: isInSpace ? [0, 1, 2] : [0, 1] });
    else choose({ method: 'pca', dimensions: isInSpace ? 3 : 2 });
  });
  const neighbours = createChoice(t('neighbours'), (value) => choose({ method: 'umap', neighbours: Number(value) }));
  const perplexity = createChoice(t('perplexity'), (value) => choose({ method: 'tsne', perplexity: Number(value) }));
  const colour = createChoice(t('Colour'), (value) => send({ kind: 'colourChosen', by: value as ColourBy }));
  const samples = createChoice(t('Samples'), (value) =>
    send({ kind: 'samplesChosen', samples: (value === 'auto' || value === 'all' ? value : Number(value)) as Samples }),
  );
  const space = createChoice(t('Map of'), (value) =>
    send({ kind: 'spaceChosen', space: value as 'codings' | 'images' }),
  );
  const lasso = toggle(t('Lasso'), t('Draw a line about samples to choose them (or Shift and a drag)'), () =>
    send({ kind: 'lassoToggled' }),
  );
  const decoding = toggle(t('Decode'), t('Decode what lies under the pointer (D)'), () =>
    send({ kind: 'decodingToggled' }),
  );
  const again = createButton({ label: t('Try again'), title: t('Ask once more'), look: 'secondary', onPress: onAgain });

  function chooseAxis(at: 0 | 1, axis: number): void {
    if (state?.projection.method !== 'codings') return;
    const axes = [...state.projection.axes];
    axes[at] = axis;
    choose({ method: 'codings', axes });
  }

  return {
    element: element(
      'div',
      { class: 'toolbar' },
      methods,
      ...[across, up, dimensions, neighbours, perplexity, colour, samples, space].map((choice) => choice.element),
      lasso.element,
      decoding.element,
      again.element,
    ),
    update(next) {
      state = next;
      const { projection, description, encoded } = next;
      const source = description?.source;
      const codings = source && source.kind !== 'none' ? source.codings : 0;
      for (const { method, button } of buttons) {
        const isChosen = projection.method === method;
        setAttribute(button, 'aria-checked', String(isChosen));
        setAttribute(button, 'tabindex', isChosen ? '0' : '-1');
        button.classList.toggle('chosen', isChosen);
        // Of images that a generator makes no two numbers are a map.
        button.hidden = method === 'codings' && next.space === 'images';
      }
      const isOfCodings = projection.method === 'codings';
      const axes = Array.from({ length: Math.min(MOST_AXES, codings) }, (_, axis) => ({
        value: String(axis),
        text: String(axis + 1),
      }));
      const isFlat = isOfCodings && projection.axes.length === 2;
      across.update(isFlat ? axes : [], isFlat ? String(projection.axes[0]) : '');
      up.update(isFlat ? axes : [], isFlat ? String(projection.axes[1]) : '');
      const canTurn = codings >= 3 && (isOfCodings || projection.method === 'pca');
      const inSpace = isOfCodings ? projection.axes.length : projection.method === 'pca' ? projection.dimensions : 2;
      const numbers = ['2', '3'].map((value) => ({ value, text: t('{count}-D', { count: value }) }));
      dimensions.update(canTurn ? numbers : [], String(inSpace));
      const counts = (values: readonly number[]) =>
        values.map((value) => ({ value: String(value), text: formatCount(value) }));
      neighbours.update(
        projection.method === 'umap' ? counts(NEIGHBOURS) : [],
        projection.method === 'umap' ? String(projection.neighbours) : '',
      );
      perplexity.update(
        projection.method === 'tsne' ? counts(PERPLEXITIES) : [],
        projection.method === 'tsne' ? String(projection.perplexity) : '',
      );
      const colours = description && encoded ? choicesOf(description, encoded) : [];
      colour.update(
        colours.map((by) => ({ value: by, text: colourName(by) })),
        next.colourBy,
      );
      const most = source && source.kind !== 'none' ? source.count : 0;
      samples.update(
        [
          { value: 'auto', text: t('Automatic') },
          ...[2000, 10_000]
            .filter((count) => count < most)
            .map((count) => ({ value: String(count), text: formatCount(count) })),
          { value: 'all', text: t('All {count}', { count: formatCount(most) }) },
        ],
        String(next.samples),
      );
      const spaces = [
        { value: 'images', text: t('Images') },
        { value: 'codings', text: t('Codings') },
      ];
      space.update(source?.kind === 'chance' ? spaces : [], next.space);
      lasso.update({ pressed: next.isLassoing });
      decoding.update({ pressed: next.isDecoding, shown: source?.kind !== 'none' && source?.decoder !== undefined });
      again.update({ shown: next.problem !== undefined });
    },
  };
}

function firstOf(method: (typeof METHODS)[number], { projection, description }: LatentState): Projection {
  if (projection.method === method) return projection;
  const source = description?.source;
  const codings = source && source.kind !== 'none' ? source.codings : 2;
  switch (method) {
    case 'pca':
      return { method, dimensions: 2 };
    case 'codings':
      return { method, axes: codings === 3 ? [0, 1, 2] : codings === 1 ? [0, 0] : [0, 1] };
    case 'umap':
      return { method, neighbours: 15 };
    case 'tsne':
      return { method, perplexity: 30 };
  }
}

const toggle = (label: string, title: string, onPress: () => void): Button =>
  createButton({ label, title, look: 'secondary', onPress });

/** The line under the map. */
export function createStatusLine(onCancel: () => void) {
  const words = element('span');
  const trust = element('span', { class: 'trust', attributes: { tabindex: '0' } });
  const progress = element('progress', { attributes: { 'aria-label': t('Progress') } });
  const doing = element('span', { class: 'dim' });
  const cancel = createButton({
    label: t('Cancel'),
    title: t('Give this map up, and show PCA'),
    look: 'secondary',
    onPress: onCancel,
  });
  const row = element('div', { class: 'doing' }, progress, doing, cancel.element);
  return {
    element: element('div', { class: 'status-line', attributes: { role: 'status' } }, words, trust, row),
    update(
      what: string,
      trustText: string,
      trustTitle: string,
      doingText: string,
      share: number | undefined,
      canCancel: boolean,
    ) {
      setText(words, what);
      setText(trust, trustText);
      trust.hidden = trustText === '';
      setAttribute(trust, 'title', trustTitle);
      row.hidden = doingText === '';
      setText(doing, doingText);
      if (share === undefined) progress.removeAttribute('value');
      else progress.value = share;
      cancel.update({ shown: canCancel });
    },
  };
}
