/** A canvas that is as sharp as the screen: sized in CSS pixels, kept in device pixels. Knows nothing of what is drawn. */

export class Surface {
  readonly canvas = document.createElement('canvas');
  private ratio = 0;
  private widthPx = 0;
  private heightPx = 0;

  /**
   * Clears, and draws in CSS pixels.
   * @param draw gets a context whose unit is one CSS pixel
   */
  draw(widthPx: number, heightPx: number, draw: (context: CanvasRenderingContext2D) => void): void {
    const ratio = window.devicePixelRatio || 1;
    if (this.ratio !== ratio || this.widthPx !== widthPx || this.heightPx !== heightPx) {
      this.ratio = ratio;
      this.widthPx = widthPx;
      this.heightPx = heightPx;
      this.canvas.width = Math.max(1, Math.round(widthPx * ratio));
      this.canvas.height = Math.max(1, Math.round(heightPx * ratio));
      this.canvas.style.width = `${widthPx}px`;
      this.canvas.style.height = `${heightPx}px`;
    }
    const context = this.canvas.getContext('2d');
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, widthPx, heightPx);
    draw(context);
  }
}

/** The PNG file of a picture drawn at `scale` device pixels a CSS pixel. */
export async function drawPng(
  widthPx: number,
  heightPx: number,
  scale: number,
  draw: (context: CanvasRenderingContext2D) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(widthPx * scale);
  canvas.height = Math.round(heightPx * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This page can draw nothing: it has no 2D canvas.');
  context.setTransform(scale, 0, 0, scale, 0, 0);
  draw(context);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error(`A picture of ${canvas.width} × ${canvas.height} pixels could not be made.`);
  return new Uint8Array(await blob.arrayBuffer());
}
