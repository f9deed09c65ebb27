/** A table of figures as an element: a caption, column heads, and rows that begin with their names. */
import { element } from './elements';

export interface Table {
  readonly caption: string;
  readonly heads: readonly string[];
  /** The first cell of each is its name. */
  readonly rows: readonly (readonly string[])[];
}

export function tableElement({ caption, heads, rows }: Table): HTMLElement {
  const head = element('tr', {}, ...heads.map((text) => element('th', { text, attributes: { scope: 'col' } })));
  const body = rows.map(([name = '', ...cells]) =>
    element(
      'tr',
      {},
      element('th', { text: name, attributes: { scope: 'row' } }),
      ...cells.map((text) => element('td', { text })),
    ),
  );
  return element(
    'table',
    {},
    element('caption', { text: caption }),
    element('thead', {}, head),
    element('tbody', {}, ...body),
  );
}
