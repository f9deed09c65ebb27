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
