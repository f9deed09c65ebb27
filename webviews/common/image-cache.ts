/**
 * Pictures by name, decoded once and kept within a limit of bytes; the one used longest ago goes first. Knows nothing of
 * runs. It owns its bitmaps.
 */
import type { Disposable } from '../../src/base/disposable';

export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  readonly bitmap: ImageBitmap;
}

type Entry =
  | { readonly state: 'decoding' }
  | { readonly state: 'broken' }
  | { readonly state: 'ready'; readonly image: DecodedImage };

const BYTES_A_PIXEL = 4;

export class ImageCache implements Disposable {
  /** In order of use, the newest last. */
  private readonly entries = new Map<string, Entry>();
  private bytes = 0;

  /** @param decode a PNG file into a bitmap @param onReady called when a picture can be drawn */
  constructor(
    private readonly limitBytes: number,
    private readonly decode: (png: Uint8Array) => Promise<ImageBitmap>,
    private readonly onReady: () => void,
  ) {}

  /** Whether it need not be fetched: there, under way, or known to be unreadable. */
  has(key: string): boolean {
    return this.entries.has(key);
  }

  isBroken(key: string): boolean {
    return this.entries.get(key)?.state === 'broken';
  }

  get(key: string): DecodedImage | undefined {
    const entry = this.entries.get(key);
    if (entry?.state !== 'ready') return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.image;
  }

  async add(key: string, png: Uint8Array): Promise<void> {
    if (this.entries.has(key)) return;
    this.entries.set(key, { state: 'decoding' });
    try {
      const bitmap = await this.decode(png);
      this.entries.delete(key);
      this.entries.set(key, { state: 'ready', image: { width: bitmap.width, height: bitmap.height, bitmap } });
      this.bytes += bitmap.width * bitmap.height * BYTES_A_PIXEL;
      this.shrink();
    } catch {
      // A file that is no picture is shown as such; the others are still worth drawing.
      this.entries.set(key, { state: 'broken' });
    }
    this.onReady();
  }

  clear(): void {
    for (const entry of this.entries.values()) if (entry.state === 'ready') entry.image.bitmap.close();
    this.entries.clear();
    this.bytes = 0;
  }

  dispose(): void {
    this.clear();
  }

  private shrink(): void {
    for (const [key, entry] of this.entries) {
      if (this.bytes <= this.limitBytes) return;
      if (entry.state !== 'ready') continue;
      this.entries.delete(key);
      this.bytes -= entry.image.width * entry.image.height * BYTES_A_PIXEL;
      entry.image.bitmap.close();
    }
  }
}

/** The browser's own decoder. */
export const decodePng = (png: Uint8Array): Promise<ImageBitmap> =>
  createImageBitmap(new Blob([new Uint8Array(png)], { type: 'image/png' }));
