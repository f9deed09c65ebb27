/** Files of what can be drawn on a 2D context: pixels, vectors, and pixels over time. Knows nothing of what is drawn. */
import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import { Context } from 'svgcanvas';

export type Draw = (context: CanvasRenderingContext2D) => void;

/** GIF has no more, for each of its frames. */
const GIF_COLOURS = 256;

interface Canvas {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
}

function makeCanvas(widthPx: number, heightPx: number): Canvas {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [widthPx, heightPx];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This page can draw nothing: it has no 2D canvas.');
  return { canvas, context };
}

/** @param scale device pixels a CSS pixel */
export async function pngOf(
  widthPx: number,
  heightPx: number,
  scale: number,
  draw: Draw,
): Promise<Uint8Array<ArrayBuffer>> {
  const { canvas, context } = makeCanvas(Math.round(widthPx * scale), Math.round(heightPx * scale));
  context.setTransform(scale, 0, 0, scale, 0, 0);
  draw(context);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error(`A picture of ${canvas.width} × ${canvas.height} pixels could not be made.`);
  return new Uint8Array(await blob.arrayBuffer());
}

type DrawWhole = (image: HTMLCanvasElement, x: number, y: number, widthPx: number, heightPx: number) => void;

/** Text stays text and lines stay lines; pictures in it are embedded in their own resolution. */
export function svgOf(widthPx: number, heightPx: number, draw: Draw): Uint8Array<ArrayBuffer> {
  const context = new Context({ width: widthPx, height: heightPx });
  const drawWhole = context.drawImage.bind(context) as DrawWhole;
  context.drawImage = (image: CanvasImageSource, ...at: number[]) => {
    const { source, target } = partsOf(image as ImageBitmap, at);
    const { canvas, context: cut } = makeCanvas(Math.ceil(source.width), Math.ceil(source.height));
    cut.drawImage(image, source.x, source.y, source.width, source.height, 0, 0, canvas.width, canvas.height);
    drawWhole(canvas, target.x, target.y, target.width, target.height);
  };
  withStylesSetByScript(() => draw(context));
  const svg = context.getSvg();
  svg.setAttribute('viewBox', `0 0 ${widthPx} ${heightPx}`);
  // Pixels are pictures: whoever enlarges the file sees squares.
  for (const image of svg.querySelectorAll('image')) image.setAttribute('image-rendering', 'pixelated');
  return new TextEncoder().encode(new XMLSerializer().serializeToString(svg));
}

/**
 * svgcanvas reads a font out of the style attribute of an element that it makes for that. A webview's policy forbids such
 * attributes, but not a script that sets the same style.
 */
function withStylesSetByScript(work: () => void): void {
  const create = document.createElement.bind(document);
  document.createElement = (name: string) => {
    const made = create(name);
    const setAttribute = made.setAttribute.bind(made);
    made.setAttribute = (attribute, value) => {
      if (attribute === 'style') made.style.cssText = value;
      else setAttribute(attribute, value);
    };
    return made;
  };
  try {
    work();
  } finally {
    Reflect.deleteProperty(document, 'createElement');
  }
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What the three forms of `drawImage` mean. */
function partsOf({ width, height }: Pick<ImageBitmap, 'width' | 'height'>, at: readonly number[]) {
  const rectangle = ([x = 0, y = 0, its = width, itsHeight = height]: readonly number[]): Rectangle => ({
    x,
    y,
    width: its,
    height: itsHeight,
  });
  return at.length > 4
    ? { source: rectangle(at.slice(0, 4)), target: rectangle(at.slice(4)) }
    : { source: rectangle([]), target: rectangle(at) };
}

export interface Frame {
  readonly draw: Draw;
  readonly delayMs: number;
}

/** Frame after frame, for ever. The page stays alive: it is left alone after each. */
export async function gifOf(
  widthPx: number,
  heightPx: number,
  frames: AsyncIterable<Frame>,
): Promise<Uint8Array<ArrayBuffer>> {
  const [width, height] = [Math.round(widthPx), Math.round(heightPx)];
  const encoder = GIFEncoder();
  for await (const { draw, delayMs } of frames) {
    const { context } = makeCanvas(width, height);
    draw(context);
    const { data } = context.getImageData(0, 0, width, height);
    const palette = quantize(data, GIF_COLOURS);
    encoder.writeFrame(applyPalette(data, palette), width, height, { palette, delay: delayMs, repeat: 0 });
  }
  encoder.finish();
  return new Uint8Array(encoder.bytes());
}
