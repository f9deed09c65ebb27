/** All numbers of a run as text for other programs, one row a step, in pieces that can be written as they come. */
import type { RunReader } from './run-reader';

/** Rows in a piece of text; between two pieces others may run. */
const ROWS_PER_PIECE = 2000;

interface Row {
  readonly step: number;
  /** One a tag; undefined where the tag has no record at this step. */
  readonly values: readonly (number | undefined)[];
}

/**
 * Comma-separated values as RFC 4180 has them, with a header: step, then a column a tag. A cell is empty where nothing
 * was recorded; otherwise it is the shortest decimal that gives the recorded float32 back, NaN, Infinity or -Infinity.
 * @param reader refreshed by the caller; what it left out as superseded is left out here
 */
export async function* exportCsv(reader: RunReader, tags = reader.scalarTags()): AsyncGenerator<string> {
  yield `${['step', ...tags].map(csvCell).join(',')}\r\n`;
  yield* inPieces(reader, tags, ({ step, values }) => {
    const cells = values.map((value) => (value === undefined ? '' : float32Text(value)));
    return `${[step, ...cells].join(',')}\r\n`;
  });
}

/**
 * JSON Lines: an object a step, `{"step":…,"values":{tag:number,…}}`, with the tags that were recorded at it. NaN and the
 * infinities, which JSON can't write as numbers, are the texts "NaN", "Infinity" and "-Infinity", as in protocol buffers.
 */
export async function* exportJsonLines(reader: RunReader, tags = reader.scalarTags()): AsyncGenerator<string> {
  const names = tags.map((tag) => JSON.stringify(tag));
  yield* inPieces(reader, tags, ({ step, values }) => {
    const members = values.flatMap((value, i) => (value === undefined ? [] : [`${names[i]}:${jsonNumber(value)}`]));
    return `{"step":${step},"values":{${members.join(',')}}}\n`;
  });
}

async function* inPieces(
  reader: RunReader,
  tags: readonly string[],
  format: (row: Row) => string,
): AsyncGenerator<string> {
  let lines: string[] = [];
  for (const row of rows(reader, tags)) {
    lines.push(format(row));
    if (lines.length < ROWS_PER_PIECE) continue;
    yield lines.join('');
    lines = [];
    await new Promise(setImmediate);
  }
  if (lines.length > 0) yield lines.join('');
}

function* rows(reader: RunReader, tags: readonly string[]): Generator<Row> {
  const columns = tags.map((tag) => ({ ...reader.numbers(tag), next: 0 }));
  for (;;) {
    let step = Number.POSITIVE_INFINITY;
    for (const { steps, next } of columns) step = Math.min(step, steps[next] ?? step);
    if (step === Number.POSITIVE_INFINITY) return;
    const values = columns.map((column) =>
      column.steps[column.next] === step ? column.values[column.next++] : undefined,
    );
    yield { step, values };
  }
}

const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const jsonNumber = (value: number): string => (Number.isFinite(value) ? float32Text(value) : `"${value}"`);

/** Nine digits always suffice for a float32; mostly fewer do. */
function float32Text(value: number): string {
  for (const digits of [7, 8]) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return String(shorter);
  }
  return String(Number(value.toPrecision(9)));
}
