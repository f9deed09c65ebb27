/** A row a class: its name, how many samples it has, its mean image and some of its images; and augmented images beside theirs. */
import type { Atlas, DatasetPreview } from '../../src/protocol/dataset-preview';
import { toCss } from '../common/colour';
import { element } from '../common/elements';
import { formatCount } from '../common/format';
import { classColour } from '../common/theme';
import { t } from '../common/words';
import { largestClass } from './state';
import { Tiles } from './tiles';
import type { Part } from './part';

export function classesPart(preview: DatasetPreview, onReady: () => void): Part {
  const { classes, images } = preview;
  const tiles = images && new Tiles(images.atlas, onReady);
  const isLabelled = classes.length > 1;
  const most = largestClass(preview);
  const updates: ((theme: Parameters<Part['update']>[0]) => void)[] = [];
  const rows = isLabelled ? classes.map((_, index) => index) : (images?.shown.map((_, index) => index) ?? []);
  const list = element('ul', { class: isLabelled ? 'classes' : 'classes unlabelled' });
  for (const row of rows) {
    const one = isLabelled ? classes[row] : undefined;
    const cells: HTMLElement[] = [];
    if (one) {
      const [train, test] = [element('div', { class: 'bar' }), element('div', { class: 'bar tested' })];
      train.style.width = `${(one.train / most) * 100}%`;
      test.style.width = `${(one.test / most) * 100}%`;
      const counts = t('{train} to train, {test} to test', {
        train: formatCount(one.train),
        test: formatCount(one.test),
      });
      cells.push(
        element('span', { class: 'class-name', text: one.name, title: one.name }),
        element(
          'div',
          { class: 'count', title: counts },
          element('div', { class: 'bars', attributes: { 'aria-hidden': 'true' } }, train, test),
          element('span', { class: 'number', text: formatCount(one.train + one.test) }),
          element('span', { class: 'heard-only', text: counts }),
        ),
      );
      updates.push((theme) => {
        train.style.background = toCss(classColour(theme.classes, row));
        test.style.background = toCss({ ...classColour(theme.classes, row), a: 0.45 });
      });
    }
    const shown = images?.shown[row];
    if (tiles && shown !== undefined) {
      const hasMean = isLabelled ? (one?.train ?? 0) > 0 : row === 0;
      const name = one?.name ?? preview.name;
      const mean = tiles.surface(t('Mean image of {name}', { name }));
      mean.canvas.title = t('Mean image of {name}', { name });
      const some = tiles.surface(t('{count} samples of {name}', { count: shown, name }));
      cells.push(
        element('div', { class: 'mean' }, ...(hasMean ? [mean.canvas] : [])),
        element('div', { class: 'samples' }, some.canvas),
      );
      updates.push(() => {
        if (hasMean) tiles.drawOn(mean, row, 0, 1);
        tiles.drawOn(some, row, 1, shown);
      });
    }
    list.append(element('li', {}, ...cells));
  }
  const left = images && isLabelled ? classes.length - images.shown.length : 0;
  const caption = images
    ? t('First the mean image, then samples spread evenly over the training images')
    : t('Samples of each class');
  return {
    element: element(
      'section',
      { class: 'part' },
      element('h2', { text: isLabelled ? t('Classes') : t('Samples') }),
      element('p', {
        class: 'dim',
        text:
          left > 0
            ? `${caption} · ${t('images of the first {count} classes', { count: images?.shown.length ?? 0 })}`
            : caption,
      }),
      list,
    ),
    update: (theme) => updates.forEach((update) => update(theme)),
  };
}

export function augmentedPart(atlas: Atlas, onReady: () => void): Part {
  const tiles = new Tiles(atlas, onReady);
  const rows = Array.from({ length: atlas.rows }, (_, row) => ({
    row,
    original: tiles.surface(t('An image as it is')),
    changed: tiles.surface(t('The same image in {count} epochs', { count: atlas.columns - 1 })),
  }));
  return {
    element: element(
      'section',
      { class: 'part' },
      element('h2', { text: t('Augmented') }),
      element('p', { class: 'dim', text: t('First as it is, then as it is trained in one epoch after the other') }),
      element(
        'ul',
        { class: 'classes unlabelled' },
        ...rows.map(({ original, changed }) =>
          element(
            'li',
            {},
            element('div', { class: 'mean' }, original.canvas),
            element('div', { class: 'samples' }, changed.canvas),
          ),
        ),
      ),
    ),
    update: () =>
      rows.forEach(({ row, original, changed }) => {
        tiles.drawOn(original, row, 0, 1);
        tiles.drawOn(changed, row, 1, atlas.columns - 1);
      }),
  };
}
