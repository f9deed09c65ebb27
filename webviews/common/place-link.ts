/** The way from a panel to the user's source. */
import type { SourcePlace } from '../../src/protocol/manifest';
import { element } from './elements';
import { t } from './words';

/** A link to a line of the user's source: `fashion-gan.gibbon.ts:24`. */
export function createPlaceLink(
  place: SourcePlace,
  reveal: (place: SourcePlace) => void,
  withLine = true,
): HTMLElement {
  const file = place.file.split(/[\\/]/).at(-1) ?? place.file;
  const link = element(
    'button',
    {
      class: 'link place',
      title: t('Go to {place}', { place: `${place.file}:${place.line}` }),
      // Said in one word, though it is drawn in two.
      attributes: { type: 'button', 'aria-label': withLine ? `${file}:${place.line}` : file },
    },
    element('span', { class: 'place-file', text: file }),
    ...(withLine ? [element('span', { text: `:${place.line}` })] : []),
  );
  link.addEventListener('click', () => reveal(place));
  return link;
}
