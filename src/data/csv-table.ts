/**
 * A CSV file as rows of cells with their lines. Knows what people's programs write: commas, semicolons or tabs, quotes, a
 * byte-order mark, any line ends. It knows no numbers and no samples.
 */
import { CsvError, parse } from 'csv-parse/sync';

import { ok, type Result } from '../base/result';

import { wrongData } from './own-data';

/** Rows of one width. */
export interface CsvTable {
  readonly delimiter: string;
  /**
   * Calls for each row. A quoted cell with line ends makes `line` larger than `row`, which counts from 0.
   * @param use what it returns, if anything, is what is wrong, and ends the reading
   */
  eachRow(use: (cells: readonly string[], line: number, row: number) => Result<never> | undefined): Result<null>;
}

const DELIMITERS = [',', ';', '\t'];
/** A row of 512 × 512 × 3 pixels. */
const LONGEST_ROW = 2 ** 23;

/** @returns a problem for what is not UTF-8, empty, ragged, or has quotes that don't end; of the rows only when they are read */
export function openCsv(bytes: Uint8Array, file: string, wanted: string | undefined): Result<CsvTable> {
  const start = bytes.subarray(0, 4);
  if ((start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff))
    return wrongData({ file }, 'Expected a CSV file in UTF-8, and got UTF-16.', 'Save it as UTF-8.');
  if (start[0] === 0x50 && start[1] === 0x4b)
    return wrongData({ file }, 'Expected a CSV file, and got a workbook or an archive.', 'Export the table as CSV.');
  const nul = bytes.subarray(0, 4096).indexOf(0);
  if (nul >= 0)
    return wrongData({ file }, 'Expected a CSV file, and got one that is not of text.', 'Export it as CSV.');
  const line = firstLine(bytes);
  if (line === '')
    return wrongData({ file }, 'Expected a table, and got an empty file.', 'Name a file with a row for each sample.');
  const delimiter = wanted ?? delimiterIn(line);
  let width = 0;
  const read = (use: Parameters<CsvTable['eachRow']>[0]): Result<null> => {
    let row = 0;
    let wrong: Result<never> | undefined;
    const endEarly = new Error('what is wrong is known');
    try {
      parse(bytes, {
        bom: true,
        delimiter,
        skip_empty_lines: true,
        trim: true,
        relax_column_count: true,
        max_record_size: LONGEST_ROW,
        on_record: (cells: string[], context) => {
          width ||= cells.length;
          if (cells.length !== width) wrong = ragged(file, context.lines, width, cells.length);
          else wrong = use(cells, context.lines, row++);
          if (wrong) throw endEarly;
          // It is kept nowhere: a table of a million rows would not fit beside its numbers.
          return null;
        },
      });
    } catch (error) {
      if (wrong) return wrong;
      if (error instanceof CsvError) return broken(file, error);
      throw error;
    }
    return ok(null);
  };
  return ok({ delimiter, eachRow: read });
}

const ragged = (file: string, line: number, width: number, got: number): Result<never> =>
  wrongData(
    { file, line },
    `Expected ${width} cells, as the first line has, and got ${got}.`,
    'Complete the line, or take it away; a cell with the delimiter in it needs quotes.',
  );

function broken(file: string, error: CsvError): Result<never> {
  const line = 'lines' in error && typeof error.lines === 'number' ? error.lines : undefined;
  const [expected, remedy] = error.code.includes('QUOTE')
    ? ['quotes that open and close around whole cells', 'Close the quote; within a quoted cell, write a quote twice.']
    : ['rows that can be read', 'Look at its delimiter and its quotes.'];
  return wrongData(
    { file, ...(line !== undefined && { line }) },
    `Expected ${expected}, and got others (${error.message.replace(/\.$/, '')}).`,
    remedy,
  );
}

/** What stands before the first line end; of a file that begins with empty lines, the first one that isn't. */
function firstLine(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, LONGEST_ROW));
  return text.split(/\r\n|\r|\n/).find((line) => line.trim() !== '') ?? '';
}

/** The one that stands most often outside of quotes. */
function delimiterIn(line: string): string {
  const bare = line.replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length - 1);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}
