/** Rows of decoded samples: a strip, or a grid, with what each row is. It draws what it is given. */
import { element, setText } from '../common/elements';
import { Surface } from '../common/surface';
import type { Theme } from '../common/theme';
import { drawSample, type SampleKind } from '../common/sample-picture';

export interface Film {
  readonly element: HTMLElement;
  /** @param images row by row @param labels of the rows; empty for none */
  update(images: readonly Float32Array[], labels: readonly string[], kind: SampleKind, theme: Theme): void;
  readonly surface: Surface;
}

const GAP_PX = 2;

/** @param heard what is seen, for those who hear it */
export function createFilm(heard: string, columns: number, sidePx: number): Film {
  const surface = new Surface();
  surface.canvas.setAttribute('role', 'img');
  surface.canvas.setAttribute('aria-label', heard);
  const names = element('div', { class: 'film-labels dim' });
  const holder = element('div', { class: 'film' }, names, surface.canvas);
  return {
    element: holder,
    surface,
    update: (images, labels, kind, theme) => {
      holder.hidden = images.length === 0;
      names.hidden = labels.length === 0;
      const rows = Math.ceil(images.length / columns);
      setText(names, '');
      names.append(...labels.map((text) => element('span', { text })));
      for (const label of names.children) (label as HTMLElement).style.height = `${sidePx + GAP_PX}px`;
      const width = Math.min(columns, images.length) * (sidePx + GAP_PX);
      surface.draw(width, rows * (sidePx + GAP_PX), (context) => {
        images.forEach((image, at) => {
          const [x, y] = [(at % columns) * (sidePx + GAP_PX), Math.floor(at / columns) * (sidePx + GAP_PX)];
          drawSample(context, image, kind, x, y, sidePx, theme);
        });
      });
    },
  };
}
