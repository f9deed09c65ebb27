import { describe, expect, it } from 'vitest';
import { exportCsv, exportJsonLines } from '../../../src/store/export-run';
import { RunFixture, scalarRecord, seededFractions } from './a-run';

async function joined(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

function aRun(): RunFixture {
  const run = new RunFixture();
  const first = run.beginSegment();
  first.append(scalarRecord(1, { dLoss: 0.1, 'odd,"tag"': 1 }));
  first.append(scalarRecord(2, { dLoss: Number.NaN }));
  first.append(scalarRecord(3, { dLoss: 9 }));
  first.close();
  const second = run.beginSegment(2);
  second.append(scalarRecord(3, { dLoss: Number.NEGATIVE_INFINITY, gLoss: 1e-30 }));
  second.append(scalarRecord(5, { gLoss: 16777216 }));
  return run;
}

describe('a run as CSV', () => {
  it('has one row a step, a column a tag, and nothing that was superseded', async () => {
    expect(await joined(exportCsv(aRun().read()))).toBe(
      ['step,dLoss,"odd,""tag""",gLoss', '1,0.1,1,', '2,NaN,,', '3,-Infinity,,1e-30', '5,,,16777216', ''].join('\r\n'),
    );
  });

  it('has the tags that are asked for, in their order', async () => {
    expect(await joined(exportCsv(aRun().read(), ['gLoss', 'none']))).toBe(
      'step,gLoss,none\r\n3,1e-30,\r\n5,16777216,\r\n',
    );
  });

  it('gives every float32 back exactly', async () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    const next = seededFractions(8);
    const bits = new Uint32Array(1);
    const float = new Float32Array(bits.buffer);
    const expected: number[] = [];
    for (let step = 0; step < 5000; step++) {
      bits[0] = next() * 2 ** 32;
      expected.push(float[0]!);
      writer.append(scalarRecord(step, { a: float[0]! }));
    }
    const lines = (await joined(exportCsv(run.read()))).trim().split('\r\n').slice(1);
    expect(lines.map((line) => Math.fround(Number(line.split(',')[1])))).toEqual(expected);
  });
});

describe('a run as JSON Lines', () => {
  it('has an object a step, with the tags recorded at it', async () => {
    const lines = (await joined(exportJsonLines(aRun().read()))).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { step: 1, values: { dLoss: 0.1, 'odd,"tag"': 1 } },
      { step: 2, values: { dLoss: 'NaN' } },
      { step: 3, values: { dLoss: '-Infinity', gLoss: 1e-30 } },
      { step: 5, values: { gLoss: 16777216 } },
    ]);
  });

  it('of a run without numbers is empty, and comes in pieces when it is long', async () => {
    const run = new RunFixture();
    const writer = run.beginSegment();
    expect(await joined(exportJsonLines(run.read()))).toBe('');
    for (let step = 0; step < 10_000; step++) writer.append(scalarRecord(step, { a: step }));
    let pieces = 0;
    for await (const piece of exportJsonLines(run.read())) pieces += piece.length > 0 ? 1 : 0;
    expect(pieces).toBe(5);
  });
});
