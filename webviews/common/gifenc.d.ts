/** The part of gifenc that is used here; the package has no types of its own. */
declare module 'gifenc' {
  type Palette = number[][];
  interface Encoder {
    /** @param index one number a pixel, into the palette @param options delay in milliseconds, repeat 0 for ever */
    writeFrame(
      index: Uint8Array,
      width: number,
      height: number,
      options: { readonly palette: Palette; readonly delay: number; readonly repeat?: number },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
  }
  export function GIFEncoder(): Encoder;
  /** @param rgba four bytes a pixel */
  export function quantize(rgba: Uint8ClampedArray, maxColors: number): Palette;
  export function applyPalette(rgba: Uint8ClampedArray, palette: Palette): Uint8Array;
}
