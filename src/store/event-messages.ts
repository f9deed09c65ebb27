/**
 * TensorBoard's messages, as far as Gibbon writes and reads them, and what a record is to the rest of Gibbon. Fields
 * that aren't listed here are skipped when read.
 * Source: TensorFlow, tensorflow/core/util/event.proto and tensorflow/core/framework/summary.proto (field numbers).
 */
import protobuf from 'protobufjs/light';

export interface RecordedScalar {
  readonly tag: string;
  readonly value: number;
}

/** How many values fell into each of some bins that lie side by side. */
export interface RecordedHistogram {
  readonly tag: string;
  /** Of the values themselves. */
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
  readonly sumSquares: number;
  /** Upper edge of each bin, ascending. */
  readonly bucketLimits: readonly number[];
  /** As many as there are limits. */
  readonly bucketCounts: readonly number[];
}

export interface RecordedPicture {
  readonly tag: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  readonly png: Uint8Array;
}

/** What is recorded of one step. */
export interface EventRecord {
  readonly step: number;
  /** Seconds since 1970, with their fraction. */
  readonly wallTime: number;
  readonly scalars?: readonly RecordedScalar[];
  readonly histograms?: readonly RecordedHistogram[];
  readonly images?: readonly RecordedPicture[];
}

interface SummaryValueMessage {
  readonly tag?: string;
  readonly simpleValue?: number;
  readonly image?: {
    readonly height?: number;
    readonly width?: number;
    readonly colorspace?: number;
    readonly encodedImageString?: Uint8Array;
  };
  readonly histo?: {
    readonly min?: number;
    readonly max?: number;
    readonly num?: number;
    readonly sum?: number;
    readonly sumSquares?: number;
    readonly bucketLimit?: readonly number[];
    readonly bucket?: readonly number[];
  };
}

interface EventMessage {
  readonly wallTime: number;
  readonly step?: number;
  readonly fileVersion?: string;
  readonly summary?: { readonly value?: readonly SummaryValueMessage[] };
  readonly sessionLog?: { readonly status: number };
}

const root = protobuf.Root.fromJSON({
  nested: {
    Event: {
      fields: {
        wallTime: { type: 'double', id: 1 },
        step: { type: 'int64', id: 2 },
        fileVersion: { type: 'string', id: 3 },
        summary: { type: 'Summary', id: 5 },
        sessionLog: { type: 'SessionLog', id: 7 },
      },
    },
    SessionLog: { fields: { status: { type: 'int32', id: 1 } } },
    Summary: { fields: { value: { rule: 'repeated', type: 'Value', id: 1 } } },
    Value: {
      // As in summary.proto; it also makes a simpleValue of 0 stand in the file, which a plain field would leave out.
      oneofs: { value: { oneof: ['simpleValue', 'image', 'histo'] } },
      fields: {
        tag: { type: 'string', id: 1 },
        simpleValue: { type: 'float', id: 2 },
        image: { type: 'Image', id: 4 },
        histo: { type: 'HistogramProto', id: 5 },
      },
    },
    Image: {
      fields: {
        height: { type: 'int32', id: 1 },
        width: { type: 'int32', id: 2 },
        colorspace: { type: 'int32', id: 3 },
        encodedImageString: { type: 'bytes', id: 4 },
      },
    },
    HistogramProto: {
      fields: {
        min: { type: 'double', id: 1 },
        max: { type: 'double', id: 2 },
        num: { type: 'double', id: 3 },
        sum: { type: 'double', id: 4 },
        sumSquares: { type: 'double', id: 5 },
        bucketLimit: { rule: 'repeated', type: 'double', id: 6, options: { packed: true } },
        bucket: { rule: 'repeated', type: 'double', id: 7, options: { packed: true } },
      },
    },
  },
});
const eventType = root.lookupType('Event');

/** SessionLog.START: TensorBoard forgets what it has read of this step and later ones. */
const SESSION_START = 1;

const encode = (message: EventMessage): Uint8Array => eventType.encode(message).finish();

/** The record that every event file begins with. */
export const encodeFileVersion = (wallTime: number): Uint8Array => encode({ wallTime, fileVersion: 'brain.Event:2' });

/** Tells TensorBoard that what it read of steps ≥ `step` in earlier files is superseded. */
export const encodeSessionStart = (wallTime: number, step: number): Uint8Array =>
  encode({ wallTime, step, sessionLog: { status: SESSION_START } });

export function encodeRecord({ step, wallTime, scalars = [], histograms = [], images = [] }: EventRecord): Uint8Array {
  const value: SummaryValueMessage[] = [];
  for (const scalar of scalars) value.push({ tag: scalar.tag, simpleValue: scalar.value });
  for (const histogram of histograms) value.push({ tag: histogram.tag, histo: histogramMessage(histogram) });
  for (const { tag, width, height, png } of images) {
    value.push({ tag, image: { height, width, colorspace: pngChannels(png), encodedImageString: png } });
  }
  return encode({ wallTime, step, summary: { value } });
}

function histogramMessage(histogram: RecordedHistogram): SummaryValueMessage['histo'] {
  const { bucketLimits, bucketCounts } = histogram;
  const firstLimit = bucketLimits[0] ?? histogram.min;
  const lastLowerEdge = bucketLimits.at(-2) ?? histogram.max;
  return {
    // TensorBoard draws the first bin from `min` and the last one up to `max`: neither may turn its bin inside out.
    min: Math.min(histogram.min, firstLimit),
    max: Math.max(histogram.max, lastLowerEdge),
    num: histogram.count,
    sum: histogram.sum,
    sumSquares: histogram.sumSquares,
    bucketLimit: bucketLimits,
    bucket: bucketCounts,
  };
}

/** Channels by the colour type that a PNG's header names. Source: PNG specification (W3C), table 11.1; 3 is a palette of RGB. */
function pngChannels(png: Uint8Array): number {
  return [1, 0, 3, 3, 2, 0, 4][png[25] ?? 0] ?? 0;
}

function decodeValue(payload: Uint8Array, tag: string): SummaryValueMessage | undefined {
  const event = eventType.toObject(eventType.decode(payload), { longs: Number }) as EventMessage;
  return event.summary?.value?.find((value) => value.tag === tag);
}

/** @returns undefined when the event holds no image of that tag @throws when `payload` is no event */
export function decodeImage(payload: Uint8Array, tag: string): Uint8Array | undefined {
  return decodeValue(payload, tag)?.image?.encodedImageString;
}

/** With its edges. @returns undefined when the event holds no histogram of that tag @throws when `payload` is no event */
export function decodeHistogram(payload: Uint8Array, tag: string): RecordedHistogram | undefined {
  const histogram = decodeValue(payload, tag)?.histo;
  if (!histogram) return undefined;
  const { min = 0, max = 0, num = 0, sum = 0, sumSquares = 0, bucketLimit = [], bucket = [] } = histogram;
  return { tag, min, max, count: num, sum, sumSquares, bucketLimits: bucketLimit, bucketCounts: bucket };
}

/** @returns undefined when the event holds no histogram of that tag @throws when `payload` is no event */
export function decodeHistogramCounts(payload: Uint8Array, tag: string): readonly number[] | undefined {
  return decodeValue(payload, tag)?.histo?.bucket;
}
