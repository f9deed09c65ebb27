/** A CSV table as a dataset: a row is a sample, its cells are numbers, one column perhaps its class. */
import path from 'node:path';

import type { ColumnName, CsvSpec } from '../base/dataset-spec';
import { ok, type Result } from '../base/result';

import { type Labels, labelsIn } from './class-labels';
import { type CsvTable, openCsv } from './csv-table';
import type { DatasetLoader, LoadOptions } from './dataset';
import { readUnpacked } from './idx';
import { numbersAsData } from './numbers-as-data';
import { type FilePlace, fitsMemory, listed, lookAt, nameOf, wrongData } from './own-data';
import { numbersIn } from './samples';

const MOST_FILE_BYTES = 2 ** 30;

/** Which cells of a row are read, and as what. */
interface Columns {
  readonly values: readonly number[];
  readonly label: number | undefined;
  /** Of the columns, for sentences: names, or numbers. */
  readonly nameOf: (column: number) => string;
}

interface ReadTable {
  readonly file: string;
  readonly count: number;
  readonly values: Float32Array;
  readonly labels: Labels | undefined;
  /** Of each row. */
  readonly lineOf: (row: number) => number;
}

export const loadCsv: DatasetLoader<CsvSpec> = async (spec, options) => {
  const train = await readTable(spec.file, spec, options);
  if (!train.ok) return train;
  const test = spec.test === undefined ? undefined : await readTable(spec.test, spec, options);
  if (test && !test.ok) return test;
  const tables = test ? [train.value, test.value] : [train.value];
  const perSample = train.value.values.length / train.value.count;
  const shape = spec.shape ?? [perSample];
  const { file } = train.value;
  if (numbersIn(shape) !== perSample)
    return wrongData(
      { file },
      `Expected ${numbersIn(shape).toLocaleString('en-US')} columns for samples of shape [${shape.join(', ')}], and got ${perSample.toLocaleString('en-US')}.`,
      'Correct the shape, or choose its columns with columns: […].',
    );
  const other = tables.find(({ values, count }) => values.length !== count * perSample);
  if (other)
    return wrongData(
      { file: other.file },
      `Expected ${perSample} columns of numbers, as the training table has, and got ${other.values.length / other.count}.`,
      'Give both tables the same columns.',
    );
  const labelled = labelsIn(
    tables.flatMap(({ labels }) => labels ?? []),
    spec.classNames,
  );
  if (!labelled.ok) return labelled;
  const count = tables.reduce((sum, table) => sum + table.count, 0);
  const values = new Float32Array(count * perSample);
  values.set(train.value.values);
  if (test?.ok) values.set(test.value.values, train.value.values.length);
  return numbersAsData(
    {
      name: nameOf(file),
      origin: file,
      classNames: labelled.value.classNames,
      shape,
      values,
      classes: spec.label === undefined ? new Uint8Array(count) : labelled.value.classes,
      given: { train: train.value.count, validation: 0 },
      hasTest: test !== undefined,
      placeOf: (sample) => {
        const table = sample < train.value.count ? train.value : (tables.at(-1) ?? train.value);
        const row = sample < train.value.count ? sample : sample - train.value.count;
        return { file: table.file, line: table.lineOf(row) };
      },
    },
    spec,
  );
};

async function readTable(name: string, spec: CsvSpec, options: LoadOptions): Promise<Result<ReadTable>> {
  const file = path.resolve(options.baseFolder, name);
  const size = await lookAt(file, 'a CSV file', 'file', options);
  if (!size.ok) return size;
  const fits = fitsMemory(size.value, { file }, 'Take fewer rows, or store pixels as IDX or as images.', {
    mostBytes: Math.min(options.mostBytes ?? MOST_FILE_BYTES, MOST_FILE_BYTES),
  });
  if (!fits.ok) return fits;
  const bytes = await readUnpacked(file, options.signal);
  if (!bytes.ok) return bytes;
  const table = openCsv(bytes.value, file, spec.delimiter);
  if (!table.ok) return table;
  return readRows(table.value, file, spec);
}

function readRows(table: CsvTable, file: string, spec: CsvSpec): Result<ReadTable> {
  const { header = true } = spec;
  const takesCommas = table.delimiter === ';';
  let columns: Columns | undefined;
  let values = new Float32Array(0);
  const labels: string[] = [];
  const lines: number[] = [];
  const read = table.eachRow((cells, line, row) => {
    if (!columns) {
      const chosen = chooseColumns(header ? cells : undefined, cells.length, file, line, spec);
      if (!chosen.ok) return chosen;
      columns = chosen.value;
      if (header) return undefined;
    }
    const at = lines.length * columns.values.length;
    if (at + columns.values.length > values.length) values = grown(values, at + columns.values.length);
    for (let i = 0; i < columns.values.length; i++) {
      const column = columns.values[i]!;
      const number = numberIn(cells[column]!, takesCommas);
      if (number === undefined)
        return notNumber({ file, line }, columns.nameOf(column), cells[column]!, table.delimiter, header && row === 1);
      values[at + i] = number;
    }
    if (columns.label !== undefined) {
      const label = cells[columns.label]!;
      if (label.includes(NOT_UTF8)) return notUtf8({ file, line });
      labels.push(label);
    }
    lines.push(line);
    return undefined;
  });
  if (!read.ok) return read;
  if (!columns || lines.length === 0)
    return wrongData(
      { file },
      `Expected a row for each sample, and got ${header ? 'a header alone' : 'none'}.`,
      header ? 'Add rows, or write header: false where the first line is a sample.' : 'Add rows.',
    );
  const lineOf = (row: number) => lines[row] ?? 1;
  return ok({
    file,
    count: lines.length,
    values: values.slice(0, lines.length * columns.values.length),
    labels: columns.label === undefined ? undefined : { labels, place: (row) => ({ file, line: lineOf(row) }) },
    lineOf,
  });
}

/** Twice as long each time, so that the copying doesn't add up. */
function grown(values: Float32Array, least: number): Float32Array<ArrayBuffer> {
  const longer = new Float32Array(Math.max(least, values.length * 2, 1024));
  longer.set(values);
  return longer;
}

function chooseColumns(
  names: readonly string[] | undefined,
  width: number,
  file: string,
  line: number,
  { label, columns }: CsvSpec,
): Result<Columns> {
  if (names?.some((name) => name.includes(NOT_UTF8))) return notUtf8({ file, line });
  if (names?.every((name) => numberIn(name, false) !== undefined))
    return wrongData(
      { file, line },
      'Expected a header that names the columns, and got numbers.',
      'Write header: false where the first line is a sample.',
    );
  const twice = names?.find((name, at) => name !== '' && names.indexOf(name) !== at);
  const find = (wanted: ColumnName): Result<number> => {
    const known = names ? listed(names) : `0 to ${width - 1}`;
    if (typeof wanted === 'string' && wanted === twice)
      return wrongData({ file, line }, `Expected one column "${wanted}", and got two.`, 'Rename one of them.');
    const index = typeof wanted === 'number' ? wanted : (names?.indexOf(wanted) ?? -1);
    if (index >= 0 && index < width) return ok(index);
    const asked = typeof wanted === 'number' ? `column ${wanted}` : `a column "${wanted}"`;
    const why = typeof wanted === 'string' && !names ? ' and no header names them' : '';
    return wrongData(
      { file, line },
      `Expected ${asked}, and the columns are ${known}${why}.`,
      'Name one of these; numbers count from 0.',
    );
  };
  const labelColumn = label === undefined ? undefined : find(label);
  if (labelColumn && !labelColumn.ok) return labelColumn;
  const chosen: number[] = [];
  for (const wanted of columns ?? []) {
    const found = find(wanted);
    if (!found.ok) return found;
    chosen.push(found.value);
  }
  const all = Array.from({ length: width }, (_, at) => at).filter((at) => at !== labelColumn?.value);
  const values = columns ? chosen : all;
  if (values.length === 0)
    return wrongData(
      { file, line },
      'Expected columns of numbers, and got none beside the label.',
      'Add columns, or look at the delimiter.',
    );
  return ok({
    values,
    label: labelColumn?.value,
    nameOf: (column) => (names?.[column] ? `"${names[column]}"` : `${column}`),
  });
}

/** What stands for bytes that are no UTF-8. */
const NOT_UTF8 = '\ufffd';

const notUtf8 = (place: FilePlace): Result<never> =>
  wrongData(place, 'Expected text in UTF-8, and got another encoding.', 'Save the table as UTF-8.');

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** @param takesCommas where a comma can't be a delimiter, it may stand for the point, as in much of the world */
function numberIn(cell: string, takesCommas: boolean): number | undefined {
  const text = takesCommas && /^[+-]?\d*,\d+(e[+-]?\d+)?$/i.test(cell) ? cell.replace(',', '.') : cell;
  if (!NUMBER.test(text)) return undefined;
  const number = Math.fround(Number(text));
  return Number.isFinite(number) ? number : undefined;
}

function notNumber(
  place: { readonly file: string; readonly line: number },
  column: string,
  cell: string,
  delimiter: string,
  isFirst: boolean,
): Result<never> {
  const shown = cell.length > 40 ? `${cell.slice(0, 40)}…` : cell;
  const got =
    cell === '' ? 'an empty cell' : NUMBER.test(cell) ? `${shown}, which is too large` : JSON.stringify(shown);
  const remedy = /^[+-]?\d+,\d+$/.test(cell)
    ? 'Write a point for the comma.'
    : /[;\t]/.test(cell) && delimiter === ','
      ? `Say the delimiter: delimiter: ${JSON.stringify(/[;\t]/.exec(cell)?.[0])}.`
      : cell === ''
        ? 'Fill it in, or take the row away.'
        : `Correct it, or leave the column out${isFirst ? '; the column of the classes is named by label' : ''}.`;
  return wrongData(place, `Expected a number in column ${column}, and got ${got}.`, remedy);
}
