import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type CsvOptions, datasets } from '../../../src/authoring/datasets';
import type { Dataset } from '../../../src/data/dataset';
import { temporaryFolder } from './idx-files';
import { indicesOf, loaded, problemOf, samplesOf } from './loading';

function tableOf(content: string | Uint8Array): string {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'table.csv'), content);
  return folder;
}

const read = (content: string | Uint8Array, options: CsvOptions = {}): Promise<Dataset> =>
  loaded(datasets.csv('table.csv', { testShare: 0, ...options }), tableOf(content));

describe('a CSV table', () => {
  it.each<[string, string | Uint8Array]>([
    ['commas', 'x,y\n1,2\n3,4.5\n'],
    ['no line end at the end', 'x,y\n1,2\n3,4.5'],
    ['lines of Windows', 'x,y\r\n1,2\r\n3,4.5\r\n'],
    ['a byte-order mark', '\ufeffx,y\n1,2\n3,4.5\n'],
    ['semicolons and commas for points', 'x;y\n1;2\n3;4,5\n'],
    ['tabs', 'x\ty\n1\t2\n3\t4.5\n'],
    ['quotes', '"x","y"\n"1",2\n3,"4.5"\n'],
    ['a delimiter and a line end in a quoted name', '"x,\n1",y\n1,2\n3,4.5\n'],
    ['spaces', 'x , y\n 1, 2 \n3 ,4.5\n'],
    ['empty lines', '\n\nx,y\n\n1,2\n\n3,4.5\n\n'],
    ['exponents and signs', 'x,y\n+1.0e0,20E-1\n.3e1,+4.5\n'],
    ['gzip', gzipSync('x,y\n1,2\n3,4.5\n')],
  ])('is read with %s', async (_what, content) => {
    const dataset = await read(content);
    expect(dataset).toMatchObject({ name: 'table', samples: 'points', range: [1, 4.5], classNames: [] });
    expect(samplesOf(dataset.train)).toEqual(['1 2', '3 4.5']);
  });

  it('without a header counts columns from 0', async () => {
    const dataset = await read('7,1,2\n8,3,4\n', { header: false, label: 0, classNames: [...'abcdefghij'] });
    expect(samplesOf(dataset.train)).toEqual(['1 2', '3 4']);
    const classOf = (index: number) => dataset.classNames[dataset.train.labels([index])[0]!];
    expect(indicesOf(dataset.train).map(classOf).sort()).toEqual(['h', 'i']);
  });

  it('has words for classes in the order of the alphabet, and takes chosen columns in their order', async () => {
    const dataset = await read('name,x,y,z\nrose,1,2,9\nelm,3,4,9\nrose,5,6,9\n', {
      label: 'name',
      columns: ['y', 'x'],
    });
    expect(dataset.classNames).toEqual(['elm', 'rose']);
    expect(samplesOf(dataset.train)).toEqual(['2 1', '4 3', '6 5']);
    for (const index of indicesOf(dataset.train))
      expect(dataset.train.labels([index])[0]).toBe(dataset.train.gather([index])[0] === 4 ? 0 : 1);
  });

  it('has images where its shape says so, scaled from their range to [0, 1]', async () => {
    const dataset = await read('label,a,b,c,d\n2,0,51,102,255\n0,1,2,3,4\n', {
      label: 'label',
      shape: [2, 2, 1],
      range: [0, 255],
    });
    expect(dataset).toMatchObject({ samples: 'images', range: [0, 1], classNames: ['0', '1', '2'] });
    expect(samplesOf(dataset.train)[1]).toBe('0.0039 0.0078 0.0118 0.0157'.replace('0.0039', '0.0039'));
  });

  it('has sequences, and a second table for the test', async () => {
    const folder = tableOf('a,b,c\n1,2,3\n4,5,6\n');
    writeFileSync(path.join(folder, 'test.csv'), 'a,b,c\n7,8,9\n');
    const dataset = await loaded(datasets.csv('table.csv', { shape: [3, 1], test: 'test.csv' }), folder);
    expect(dataset).toMatchObject({ samples: 'sequences', range: [1, 9] });
    expect([dataset.train.count, samplesOf(dataset.test)]).toEqual([2, ['7 8 9']]);
  });

  it('of a hundred thousand rows is read row by row', async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => `${i},${i % 7}`).join('\n');
    const dataset = await read(`x,y\n${rows}\n`, { label: 'y' });
    expect(dataset.train.count).toBe(100_000);
    expect(dataset.classNames).toHaveLength(7);
  });
});

describe('a CSV table says what is wrong, with file and line, when', () => {
  it.each<[string, string | Uint8Array, CsvOptions, number | undefined, RegExp]>([
    ['it is empty', '', {}, undefined, /an empty file/],
    ['it has empty lines alone', '\n\n \n', {}, undefined, /an empty file/],
    ['it has a header alone', 'x,y\n', {}, undefined, /a header alone/],
    ['its first line is a sample', '1,2\n3,4\n', {}, 1, /a header that names the columns, and got numbers/],
    ['a named column is missing', 'x,y\n1,2\n', { label: 'kind' }, 1, /a column "kind", and the columns are x, y/],
    ['a name is there twice', 'x,x\n1,2\n', { columns: ['x'] }, 1, /one column "x", and got two/],
    ['a numbered column is missing', '1,2\n', { header: false, label: 2 }, 1, /column 2, and the columns are 0 to 1/],
    ['a name has no header', '1,2\n', { header: false, label: 'x' }, 1, /no header names them/],
    ['a cell is a word', 'x,y\n1,2\n3,four\n', {}, 3, /a number in column "y", and got "four"/],
    ['a cell is empty', 'x,y\n1,\n', {}, 2, /column "y", and got an empty cell/],
    ['a cell is no number', 'x,y\n1,NaN\n', {}, 2, /got "NaN"/],
    ['a cell is infinite', 'x,y\n1,Infinity\n', {}, 2, /got "Infinity"/],
    ['a number is huge', 'x,y\n1,1e400\n', {}, 2, /1e400, which is too large/],
    ['a number is beyond float32', 'x,y\n1,1e39\n', {}, 2, /1e39, which is too large/],
    ['a number is in hexadecimal', 'x,y\n1,0x10\n', {}, 2, /got "0x10"/],
    ['thousands are marked', 'x;y\n1;1.234,5\n', {}, 2, /got "1\.234,5"/],
    ['a row is short', 'x,y\n1,2\n3\n', {}, 3, /Expected 2 cells, as the first line has, and got 1/],
    ['a row is long', 'x,y\n1,2\n3,4,5\n', {}, 3, /got 3/],
    ['a quote does not end', 'x,y\n1,"2\n3,4\n', {}, undefined, /quotes that open and close/],
    ['a quote opens inside of a cell', 'x,y\n1,2"3\n', {}, 2, /quotes that open and close/],
    ['a line is broken after a quoted line end', 'x,"y\nz"\n1,2\n3,a\n', {}, 4, /got "a"/],
    ['it is UTF-16', Uint8Array.of(0xff, 0xfe, 0x78, 0, 0x0a, 0), {}, undefined, /UTF-16/],
    [
      'a class is in Latin-1',
      new Uint8Array(Buffer.from('k,x\nmaçã,1\n', 'latin1')),
      { label: 'k' },
      2,
      /text in UTF-8, and got another encoding/,
    ],
    ['a name is in Latin-1', new Uint8Array(Buffer.from('maçã,x\n1,2\n', 'latin1')), {}, 1, /text in UTF-8/],
    ['it is a workbook', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), {}, undefined, /a workbook/],
    ['it is not text', Uint8Array.of(1, 2, 0, 3), {}, undefined, /not of text/],
    ['a label is missing', 'k,x\n,1\n', { label: 'k' }, 2, /Expected a label, and got nothing/],
    [
      'a label is none of the classes',
      'k,x\na,1\nc,2\n',
      { label: 'k', classNames: ['a', 'b'] },
      3,
      /one of a, b, and got "c"/,
    ],
    ['a label is beyond the classes', 'k,x\n0,1\n2,2\n', { label: 'k', classNames: ['a', 'b'] }, 3, /from 0 to 1/],
    ['its columns do not make the shape', 'x,y\n1,2\n', { shape: [3] }, undefined, /3 columns .* \[3\], and got 2/],
    ['a number is outside of the range', 'x,y\n0,1\n5,1\n', { range: [0, 1] }, 3, /from 0 to 1, and got 5/],
    [
      'pixels are bytes and nobody said so',
      'a,b,c,d\n0,9,200,255\n',
      { shape: [2, 2, 1] },
      2,
      /from 0 to 1, and got 9/,
    ],
    ['images have two channels', 'a,b\n0,1\n', { shape: [1, 1, 2], samples: 'images' }, 2, /images of shape/],
    ['only the label is there', 'k\n1\n', { label: 'k' }, 1, /columns of numbers, and got none/],
  ])('%s', async (_what, content, options, line, message) => {
    const folder = tableOf(content);
    const problem = await problemOf(datasets.csv('table.csv', options), folder);
    expect(problem.message).toMatch(message);
    expect(problem).toMatchObject({ blame: 'experiment', file: path.join(folder, 'table.csv') });
    if (line !== undefined) expect(problem.line).toBe(line);
  });

  it('it is missing, or too large', async () => {
    const folder = tableOf('x,y\n1,2\n');
    expect((await problemOf(datasets.csv('no.csv'), folder)).message).toMatch(/a CSV file here, and there is nothing/);
    expect((await problemOf(datasets.csv('.'), folder)).message).toMatch(/a CSV file here, and got a folder/);
    expect((await problemOf(datasets.csv('table.csv'), folder, { mostBytes: 5 })).remedy).toMatch(/fewer rows/);
  });

  it('decimal commas stand between commas, or the delimiter is another one', async () => {
    expect((await problemOf(datasets.csv('table.csv'), tableOf('x,y\n1,"2,5"\n'))).remedy).toBe(
      'Write a point for the comma.',
    );
    const spec = datasets.csv('table.csv', { delimiter: ',' });
    expect((await problemOf(spec, tableOf('x;y\n1;2\n'))).remedy).toMatch(/Say the delimiter: delimiter: ";"/);
  });
});
