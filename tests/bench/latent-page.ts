/** The latent map alone in a page, with places of its own: how soon it is drawn, and how many frames a second it is moved. */
import { colouringOf } from '../../webviews/latent/colouring';
import { MapView } from '../../webviews/latent/map-view';
import { readTheme } from '../../webviews/common/theme';

const FRAMES = 90;

/** Ten clouds. */
function placesOf(count: number): Float32Array {
  const places = new Float32Array(count * 2);
  let state = 1;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let i = 0; i < count; i++) {
    const angle = ((i % 10) * Math.PI) / 5;
    places[i * 2] = Math.cos(angle) * 3 + random() + random() + random();
    places[i * 2 + 1] = Math.sin(angle) * 3 + random() + random() + random();
  }
  return places;
}

const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));

/** @returns ms from the places to their picture, and between frames while the map is zoomed and moved */
async function measure(count: number): Promise<{ firstMs: number; frameMs: number[] }> {
  const view = new MapView('map', {
    onHover: () => undefined,
    onPoint: () => undefined,
    onLasso: () => undefined,
    onView: () => undefined,
  });
  document.body.replaceChildren(view.element);
  view.element.style.cssText = 'position:relative;width:900px;height:700px';
  for (const canvas of view.element.querySelectorAll('canvas')) canvas.style.cssText = 'position:absolute;inset:0';
  const classes = Int32Array.from({ length: count }, (_, i) => i % 10);
  const none = new Float32Array(1);
  const encoded = { step: 0, count, codings: 2, classes, scalars: [], means: none, spreads: none };
  const places = { shape: [count, 2], values: placesOf(count) };
  await nextFrame();
  const startedAt = performance.now();
  view.show(places, colouringOf(encoded, 'class', readTheme(), undefined));
  await nextFrame();
  const firstMs = performance.now() - startedAt;
  const frameMs: number[] = [];
  let before = await nextFrame();
  for (let frame = 0; frame < FRAMES; frame++) {
    if (frame % 2 === 0) view.zoomBy(frame < FRAMES / 2 ? 1.05 : 0.95);
    else view.panBy(frame % 4 === 1 ? 8 : -8, 4);
    const now = await nextFrame();
    frameMs.push(now - before);
    before = now;
  }
  return { firstMs, frameMs };
}

Object.assign(window, { measure });
