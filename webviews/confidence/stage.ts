/** The middle of the panel: the wall of samples with what is shown of it, or of data in a plane that plane. */
import { createButton } from '../common/controls';
import { element, setText } from '../common/elements';
import { formatCount, formatValue } from '../common/format';
import type { SampleKind } from '../common/sample-picture';
import { Surface } from '../common/surface';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { formatBelief } from './belief-format';
import { drawCross, placedOn, valueAt } from './field';
import { beliefScale } from './figures';
import { drawPlane } from './plane-picture';
import {
  chosenIn,
  type ConfidenceMessage,
  type ConfidenceState,
  groupIn,
  rivalsIn,
  type Selection,
  SELECTIONS,
  WHOSE,
} from './state';
import { lossName } from './verdict';
import { whoseWords } from './words';
import { atOnWall, drawWall, type WallLayout, wallLayout } from './wall-picture';

export interface Stage {
  readonly element: HTMLElement;
  /** How many samples stand beside one another. */
  readonly columns: number;
  update(state: ConfidenceState, theme: Theme): void;
}

export function createStage(send: (message: ConfidenceMessage) => void, tell: (words: string) => void): Stage {
  const surface = new Surface();
  const caption = element('p', { class: 'dim' });
  const place = element('div', { class: 'wall', attributes: { tabindex: '0', role: 'region' } }, surface.canvas);
  surface.canvas.setAttribute('role', 'img');
  const whose = WHOSE.map((one) => ({
    one,
    button: createButton({
      label: whoseWords(one),
      title: t('Show these samples (R goes on to the next)'),
      look: 'secondary',
      onPress: () => send({ kind: 'whoseChosen', whose: one }),
    }),
  }));
  const selections = SELECTIONS.map((one) => ({
    one,
    button: createButton({
      label: selectionWords(one),
      title: t('Samples over all ranks, the most or the least convincing ones (O goes on to the next)'),
      look: 'secondary',
      onPress: () => send({ kind: 'selectionChosen', selection: one }),
    }),
  }));
  const heat = createButton({
    label: t('Gradients'),
    title: t('The gradient of G’s loss over each sample (G)'),
    look: 'secondary',
    onPress: () => send({ kind: 'heatToggled' }),
  });
  const group = (label: string, buttons: readonly { readonly element: HTMLElement }[]) =>
    element(
      'div',
      { class: 'choice', attributes: { role: 'group', 'aria-label': label } },
      ...buttons.map((button) => button.element),
    );
  const toolbar = element(
    'div',
    { class: 'toolbar' },
    group(
      t('Whose samples'),
      whose.map(({ button }) => button),
    ),
    group(
      t('Which of them'),
      selections.map(({ button }) => button),
    ),
    heat.element,
  );
  let shown:
    { readonly state: ConfidenceState; readonly layout: WallLayout | undefined; readonly sidePx: number } | undefined;
  let drawn: readonly unknown[] = [];

  const under = (event: MouseEvent) => {
    const wall = shown?.state.wall;
    if (!wall || !shown?.layout) return undefined;
    const at = atOnWall(event.offsetX, event.offsetY, wall.indices.length, shown.layout);
    return at === undefined ? undefined : { index: wall.indices[at]!, value: wall.values[at]! };
  };
  surface.canvas.addEventListener('click', (event) => {
    const found = under(event);
    if (found) send({ kind: 'sampleChosen', sample: found.index });
  });
  surface.canvas.addEventListener('pointermove', (event) => {
    const { state, sidePx } = shown ?? {};
    const rivals = state && rivalsIn(state);
    if (!state?.judged || !rivals) return;
    if (rivals.isPlane && state.plane && sidePx)
      return send({ kind: 'aimed', aim: placedOn(state.plane, sidePx).toPlace(event.offsetX, event.offsetY) });
    const found = under(event);
    const scale = beliefScale(rivals.gives, state.judged);
    tell(
      found
        ? t('{whose} sample {index}: D gives {value}', {
            whose: whoseWords(state.whose),
            index: formatCount(found.index),
            value: formatBelief(found.value, scale),
          })
        : '',
    );
  });

  return {
    element: element('div', { class: 'stage' }, toolbar, place, caption),
    get columns() {
      return shown?.layout?.columns ?? 1;
    },
    update(state, theme) {
      const rivals = rivalsIn(state);
      if (!rivals || !state.judged) return;
      toolbar.hidden = rivals.isPlane;
      for (const { one, button } of whose)
        button.update({ shown: rivals.counts[one] > 0, pressed: one === state.whose });
      for (const { one, button } of selections) button.update({ pressed: one === state.selection });
      heat.update({ shown: rivals.sampleShape.length === 3, pressed: state.isHeatShown });
      const roomPx = place.clientWidth;
      const { judged, wall, plane, pins, isHeatShown, aim } = state;
      const facts = [judged, wall, plane, pins, isHeatShown, aim, state.chosen, theme, roomPx, window.innerHeight];
      if (roomPx <= 0 || facts.every((fact, at) => fact === drawn[at])) return;
      drawn = facts;
      const scale = beliefScale(rivals.gives, judged);
      const font = `${theme.fontSizePx - 2}px ${theme.fontFamily}`;
      if (rivals.isPlane) {
        if (!plane) return;
        const sidePx = Math.max(240, Math.min(roomPx, window.innerHeight - 260));
        shown = { state, layout: undefined, sidePx };
        surface.draw(sidePx, sidePx, (context) => {
          drawPlane(context, plane, scale, sidePx, theme);
          if (aim) drawCross(context, placedOn(plane, sidePx).toPx(...aim), theme);
        });
        const heard = t(
          'The plane of the data: what D gives everywhere, real and generated points, and where these are pushed',
        );
        surface.canvas.setAttribute('aria-label', heard);
        place.setAttribute('aria-label', t('{what}; arrows move the cross', { what: heard }));
        setText(
          caption,
          t('Arrows: where G’s loss falls, −∂{loss}/∂x. Line: where D is undecided.', { loss: lossName(rivals) }),
        );
        if (aim) tell(aimWords(state, aim));
        return;
      }
      if (!wall) return;
      const kind: SampleKind = { shape: rivals.sampleShape, range: rivals.range };
      const layout = wallLayout(wall.indices.length, kind, roomPx);
      shown = { state, layout, sidePx: 0 };
      surface.draw(layout.widthPx, layout.heightPx, (context) => {
        context.font = font;
        drawWall(context, wall, kind, scale, layout, { chosen: chosenIn(state), pins, isHeatShown }, theme);
      });
      surface.canvas.setAttribute('aria-label', t('Samples from the most to the least convincing one'));
      place.setAttribute(
        'aria-label',
        t('Samples from the most to the least convincing one; arrows go from one to the next'),
      );
      const all = groupIn(judged, wall.whose)?.values.length ?? 0;
      setText(caption, wallWords(state.selection, wall.indices.length, all));
    },
  };
}

function selectionWords(selection: Selection): string {
  switch (selection) {
    case 'spread':
      return t('Over all');
    case 'most':
      return t('Most');
    case 'least':
      return t('Least');
  }
}

function wallWords(selection: Selection, count: number, all: number): string {
  const values = { count: formatCount(count), all: formatCount(all) };
  switch (selection) {
    case 'spread':
      return t('{count} of {all} by rank, from the most to the least convincing one', values);
    case 'most':
      return t('the {count} most convincing of {all}', values);
    case 'least':
      return t('the {count} least convincing of {all}', values);
  }
}

function aimWords({ plane, judged, description }: ConfidenceState, [x, y]: readonly [number, number]): string {
  const value = plane && valueAt(plane, x, y);
  if (value === undefined || !judged || description?.kind !== 'rivals') return '';
  return t('at {x}, {y} D gives {value}', {
    x: formatValue(x),
    y: formatValue(y),
    value: formatBelief(value, { gives: description.gives }),
  });
}
