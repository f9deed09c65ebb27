/** Beside the map: what is under the pointer or was pointed at, pins and what can be made of them, and the chosen samples. */
import { createButton } from '../common/controls';
import { element, setText } from '../common/elements';
import { formatCount, formatShare, formatValue } from '../common/format';
import { toCss } from '../common/colour';
import { classColour, type Theme } from '../common/theme';
import { t } from '../common/words';
import { ALONG, BETWEEN } from './codings';
import type { Made } from './made';
import { createFilm } from './film';
import { classShares, meanAndSpread } from './lasso';
import type { SampleKind } from '../common/sample-picture';
import { type LatentMessage, type LatentState, PIN_NAMES, type Point } from './state';
import { sampleWords, scalarName } from './words';

const LARGE_PX = 112;
const STRIP_PX = 28;
const TILE_PX = 28;
const TILE_COLUMNS = 10;

export interface SidePane {
  readonly element: HTMLElement;
  update(state: LatentState, made: Made, kind: SampleKind | undefined, theme: Theme): void;
}

export interface SideActions {
  readonly send: (message: LatentMessage) => void;
  readonly copy: (text: string) => void;
}

const section = (title: string, ...parts: readonly Node[]) =>
  element('section', { class: 'part' }, element('h2', { text: title }), ...parts);

export function createSidePane({ send, copy }: SideActions): SidePane {
  const decoded = createFilm(t('Decoded image at the pointer'), 1, LARGE_PX);
  const original = createFilm(t('The sample there'), 1, LARGE_PX);
  const words = element('p', { class: 'words' });
  const hint = element('p', {
    class: 'dim',
    text: t('Move over the map to see what lies there. Click to hold a point; A, B and C pin it.'),
  });
  const twin = element('figure', {}, original.element, element('figcaption', { class: 'dim', text: t('sample') }));
  const twins = element(
    'div',
    { class: 'twins' },
    element('figure', {}, decoded.element, element('figcaption', { class: 'dim', text: t('decoded') })),
    twin,
  );
  const point = section(t('Point'), twins, words, hint);

  const pins = PIN_NAMES.map((name) => {
    const film = createFilm(t('Pin {name}', { name: name.toUpperCase() }), 1, 56);
    const set = createButton({
      label: name.toUpperCase(),
      title: t('Pin the point as {name} ({key})', { name: name.toUpperCase(), key: name.toUpperCase() }),
      look: 'secondary',
      onPress: () => state?.here && send({ kind: 'pinned', name, point: state.here }),
    });
    const clear = createButton({
      label: t('Remove pin {name}', { name: name.toUpperCase() }),
      title: t('Remove pin {name}', { name: name.toUpperCase() }),
      icon: 'close',
      look: 'icon',
      onPress: () => send({ kind: 'pinned', name, point: undefined }),
    });
    return {
      name,
      film,
      set,
      clear,
      element: element('div', { class: 'pin' }, film.element, set.element, clear.element),
    };
  });
  const between = createFilm(t('From A to B'), BETWEEN, STRIP_PX);
  const betweenTitle = element('p', { class: 'dim' });
  const sum = createFilm('A − B + C', 1, 56);
  const sumTitle = element('p', { class: 'dim', text: 'A − B + C' });
  const pinned = section(
    t('Pins'),
    element('div', { class: 'pins' }, ...pins.map((pin) => pin.element)),
    betweenTitle,
    between.element,
    sumTitle,
    sum.element,
  );

  const walk = createFilm(t('Each coding alone, from −3 to +3 standard deviations'), ALONG, STRIP_PX);
  const walkTitle = element('p', { class: 'dim' });
  const walks = section(t('Traversal'), walkTitle, walk.element);

  const summary = element('p');
  const bars = element('ul', { class: 'shares' });
  const tiles = createFilm(t('Chosen samples'), TILE_COLUMNS, TILE_PX);
  const buttons = element('div', { class: 'buttons' });
  buttons.append(
    createButton({
      label: t('Copy as CSV'),
      title: t('Copy numbers, classes and errors of the chosen samples'),
      look: 'secondary',
      onPress: () => state && copy(asCsv(state)),
    }).element,
    createButton({
      label: t('Clear'),
      title: t('Choose nothing (Escape)'),
      look: 'secondary',
      onPress: () => send({ kind: 'chosen', samples: undefined }),
    }).element,
  );
  const chosen = section(t('Chosen'), summary, bars, tiles.element, buttons);

  let state: LatentState | undefined;
  let told: readonly unknown[] = [];
  return {
    element: element(
      'aside',
      { class: 'side', attributes: { 'aria-label': t('Point, pins and chosen samples'), tabindex: '0' } },
      chosen,
      point,
      pinned,
      walks,
    ),
    update(next, made, kind, theme) {
      state = next;
      const { encoded, description } = next;
      if (!encoded || !description || !kind) return;
      const shown: Point | undefined = next.hovered ?? next.here;
      decoded.update(shown?.image ? [shown.image] : [], [], kind, theme);
      const sample = shown?.sample === undefined ? undefined : made.samples.get(shown.sample);
      original.update(sample ? [sample] : [], [], kind, theme);
      twins.hidden = !shown;
      twin.hidden = !sample;
      setText(
        words,
        shown?.sample === undefined
          ? shown
            ? t('between samples')
            : ''
          : sampleWords(shown.sample, encoded, description.classNames).join(' · '),
      );
      hint.hidden = shown !== undefined;

      for (const { name, film, set, clear } of pins) {
        const pin = next.pins[name];
        film.update(pin?.image ? [pin.image] : [], [], kind, theme);
        set.update({ enabled: next.here !== undefined });
        clear.update({ shown: pin !== undefined });
      }
      pinned.hidden = !next.here && Object.keys(next.pins).length === 0;
      between.update(made.between, [], kind, theme);
      betweenTitle.hidden = made.between.length === 0;
      setText(
        betweenTitle,
        description.source.kind === 'chance' ? t('From A to B, along the sphere') : t('From A to B, straight'),
      );
      sum.update(made.sum, [], kind, theme);
      sumTitle.hidden = made.sum.length === 0;
      walks.hidden = made.walk.length === 0;
      setText(
        walkTitle,
        t('codings {list}, from −3 to +3 standard deviations about {where}', {
          list: made.axes.map((axis) => axis + 1).join(', '),
          where: next.here ? t('the point') : t('the mean'),
        }),
      );
      walk.update(
        made.walk,
        made.axes.map((axis) => String(axis + 1)),
        kind,
        theme,
      );

      chosen.hidden = !next.chosen;
      if (next.chosen) {
        const facts = [next.chosen, encoded, theme];
        if (facts.some((fact, at) => fact !== told[at])) {
          told = facts;
          setText(summary, chosenWords(next));
          bars.replaceChildren(...sharesOf(next, theme));
        }
        tiles.update(made.chosen, [], kind, theme);
      }
    },
  };
}

function chosenWords({ chosen, encoded }: LatentState): string {
  if (!chosen || !encoded) return '';
  const count = t('{count} of {all} samples', { count: formatCount(chosen.length), all: formatCount(encoded.count) });
  const scalars = encoded.scalars.map(({ id, values }) => {
    const [own, all] = [meanAndSpread(values, chosen), meanAndSpread(values)];
    return t('{what} {mean} ± {spread}, of all {other}', {
      what: scalarName(id),
      mean: formatValue(own.mean),
      spread: formatValue(own.spread),
      other: formatValue(all.mean),
    });
  });
  return [count, ...scalars].join(' · ');
}

function sharesOf({ chosen, encoded, description }: LatentState, theme: Theme): HTMLElement[] {
  if (!chosen || !encoded?.classes || !description) return [];
  return classShares(encoded, chosen).map(({ index, count, mean }) => {
    const share = count / chosen.length;
    const bar = element('span', { class: 'bar data-colour' });
    bar.style.width = `${Math.max(1, share * 80)}px`;
    bar.style.background = toCss(classColour(theme.classes, index));
    return element(
      'li',
      {},
      element('span', { class: 'class-name', text: description.classNames[index] ?? String(index) }),
      bar,
      element('span', { class: 'number', text: formatShare(share) }),
      element('span', { class: 'number dim', text: Number.isNaN(mean) ? '' : formatValue(mean) }),
    );
  });
}

/** One line a chosen sample. */
export function asCsv({ chosen, encoded, description }: LatentState): string {
  if (!chosen || !encoded || !description) return '';
  const { classes, scalars } = encoded;
  const head = ['sample', ...(classes ? ['class'] : []), ...scalars.map(({ id }) => id)];
  const rows = Array.from(chosen, (sample) => [
    sample,
    ...(classes ? [`"${(description.classNames[classes[sample] ?? -1] ?? '').replaceAll('"', '""')}"`] : []),
    ...scalars.map(({ values }) => values[sample]),
  ]);
  return [head, ...rows].map((row) => row.join(',')).join('\n');
}
