/** Gibbon's own small icons: 16 × 16, one path each, in the colour of the text around them. */

const PATHS = {
  pause: 'M4.5 3h2v10h-2zM9.5 3h2v10h-2z',
  resume: 'M5 2.8v10.4L13 8z',
  stop: 'M4 4h8v8H4z',
  live: 'M3 2.8v10.4L9.5 8zM11 3h2v10h-2z',
  table: 'M2 3h12v10H2zM3 6v2.5h4.5V6zM8.5 6v2.5H13V6zM3 9.5V12h4.5V9.5zM8.5 9.5V12H13V9.5z',
  save: 'M7.5 2h1v6.3l2.2-2.2.7.7L8 10.2 4.6 6.8l.7-.7 2.2 2.2zM3 11h1v2h8v-2h1v3H3z',
  copy: 'M5 2h8v9h-2v-1h1V3H6v1H5zM3 5h7v9H3zM4 6v7h5V6z',
  all: 'M2 4h1v8H2zM13 4h1v8h-1zM4 8l2.5-2.5.7.7L5.9 7.5h4.2L8.8 6.2l.7-.7L12 8l-2.5 2.5-.7-.7 1.3-1.3H5.9l1.3 1.3-.7.7z',
  compare:
    'M2 12.3 6 6l3 4 4.2-7 .8.5-5 8.3-3-4-3.2 5zM2 8.2h2v1H2zM6 9.7l1.6 1.5-.7.7-1.6-1.4zM9 7.5l2.4-1.2.4.9-2.3 1.2zM12.5 5.6 14 4.8l.5.9-1.5.8z',
  close: 'M4 3.3 8 7.3l4-4 .7.7-4 4 4 4-.7.7-4-4-4 4-.7-.7 4-4-4-4z',
  folded: 'M6 3.5 10.5 8 6 12.5l-.7-.7L9.1 8 5.3 4.2z',
  back: 'M10 3.5 5.5 8l4.5 4.5.7-.7L6.9 8l3.8-3.8z',
  unfolded: 'M3.5 6 8 10.5 12.5 6l-.7-.7L8 9.1 4.2 5.3z',
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [attribute, value] of Object.entries({ viewBox: '0 0 16 16', width: '16', height: '16' })) {
    svg.setAttribute(attribute, value);
  }
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('fill', 'currentColor');
  svg.setAttribute('fill-rule', 'evenodd');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
