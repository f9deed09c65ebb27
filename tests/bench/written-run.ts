/** A run that is being trained, as the store sees it: records appended at the cadence of the example's GAN, or as fast as asked. */
import { deflateSync, crc32 } from 'node:zlib';
import type { Track } from '../../src/protocol/tracks';
import type { EventFileWriter } from '../../src/store/event-file-writer';
import type { EventRecord, RecordedHistogram } from '../../src/store/event-messages';
import { STARTED_MS } from '../unit/store/plain-manifest';
import { beginRun, endRun, fractions } from './long-run';

/** How often what is recorded, in steps. */
export interface Pace {
  readonly beliefs: number;
  readonly layers: number;
  readonly pictures: number;
}

const STEP_TAGS = ['dLoss', 'gLoss', 'dReal', 'dFake'];
const LAYER_TAGS = Array.from({ length: 30 }, (_, i) => `layer_${i + 1}/gradientNorm`);
const BINS = 32;
const RECORDS_A_CALL = 8;
/** Different pictures, shown by turns. */
const PICTURES = 16;
const TILE_PX = 28;

const tracks: Track[] = [
  {
    kind: 'curves',
    id: 'losses',
    title: 'Loss',
    subtitle: 'binary cross-entropy',
    series: [
      { tag: 'dLoss', label: 'D', role: 'real' },
      { tag: 'gLoss', label: 'G', role: 'generated' },
    ],
  },
  { kind: 'beliefs', id: 'beliefs', title: 'What D believes', subtitle: '', real: 'real', generated: 'generated' },
  {
    kind: 'images',
    id: 'samples',
    title: 'Samples',
    subtitle: '',
    tag: 'samples',
    columns: 8,
    rows: 8,
    tileWidth: TILE_PX,
    tileHeight: TILE_PX,
    caption: '64 fixed codings',
    layout: 'samples',
  },
];

/** Bytes that no compression makes smaller, as a PNG in shades of grey. */
function noisePng(sizePx: number, next: () => number): Uint8Array {
  const rows = Buffer.alloc(sizePx * (sizePx + 1));
  for (let at = 0; at < rows.length; at++) rows[at] = at % (sizePx + 1) === 0 ? 0 : next() * 256;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(sizePx, 0);
  header.writeUInt32BE(sizePx, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = deflateSync(rows, { level: 0 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

export class WrittenRun {
  private step = 0;
  private waiting: EventRecord[] = [];
  private readonly next = fractions(3);
  private readonly pictures = Array.from({ length: PICTURES }, () => noisePng(8 * TILE_PX, this.next));
  private readonly large = Array.from({ length: PICTURES }, () => noisePng(512, this.next));

  private constructor(
    private readonly folder: string,
    private readonly writer: EventFileWriter,
  ) {}

  static begin(folder: string): WrittenRun {
    return new WrittenRun(folder, beginRun(folder, { tracks, totalSteps: 10_000_000, stepsPerEpoch: 1000 }));
  }

  /** @returns the newest step and the bytes of all records so far */
  append(steps: number, { beliefs, layers, pictures }: Pace): { step: number; bytes: number } {
    for (const last = this.step + steps; this.step < last;) {
      const step = ++this.step;
      const tags = step % layers === 0 ? [...STEP_TAGS, ...LAYER_TAGS] : STEP_TAGS;
      const scalars = tags.map((tag) => ({ tag, value: 1 + this.next() }));
      const histograms = step % beliefs === 0 ? ['real', 'generated'].map((tag) => this.histogram(tag)) : [];
      this.put({ step, wallTime: STARTED_MS / 1000 + step / 700, scalars, histograms });
      if (step % pictures === 0) this.put(this.picture(step, this.pictures));
    }
    this.flush();
    return { step: this.step, bytes: this.writer.bytesWritten };
  }

  /** Evenly spread over each tenth of a second, as fast as the system takes it otherwise. */
  async burst(seconds: number, bytesPerSecond: number): Promise<{ step: number; bytes: number; ms: number }> {
    const [startedMs, before] = [performance.now(), this.writer.bytesWritten];
    const written = (): number => this.writer.bytesWritten - before;
    while (performance.now() - startedMs < seconds * 1000) {
      const step = ++this.step;
      const scalars = STEP_TAGS.map((tag) => ({ tag, value: this.next() }));
      this.writer.append({ ...this.picture(step, this.large), scalars });
      const aheadMs = (written() / bytesPerSecond) * 1000 - (performance.now() - startedMs);
      if (aheadMs > 20) await new Promise((resolve) => setTimeout(resolve, aheadMs));
    }
    return { step: this.step, bytes: written(), ms: performance.now() - startedMs };
  }

  end(): void {
    endRun(this.folder, this.writer, this.step);
  }

  private picture(step: number, from: readonly Uint8Array[]): EventRecord {
    const png = from[step % PICTURES] ?? new Uint8Array(0);
    const sizePx = new DataView(png.buffer, png.byteOffset).getUint32(16);
    const images = [{ tag: 'samples', width: sizePx, height: sizePx, png }];
    return { step, wallTime: STARTED_MS / 1000 + step / 700, images };
  }

  private histogram(tag: string): RecordedHistogram {
    const bucketCounts = Array.from({ length: BINS }, () => Math.floor(this.next() * 20));
    const bucketLimits = bucketCounts.map((_, bin) => (bin + 1) / BINS);
    return { tag, min: 0, max: 1, count: 320, sum: 160, sumSquares: 100, bucketLimits, bucketCounts };
  }

  private put(record: EventRecord): void {
    if (this.waiting.push(record) >= RECORDS_A_CALL) this.flush();
  }

  private flush(): void {
    if (this.waiting.length > 0) this.writer.append(...this.waiting);
    this.waiting = [];
  }
}
