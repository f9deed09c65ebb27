/** The inspector as its client has it: a process that builds experiments, whatever is in them. */
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { InspectorClient, type Patience } from '../../../src/client/inspector-client';
import { InspectorProcess } from '../../../src/client/inspector-process';
import { fixture, isProcessAlive, temporaryFolder, until } from '../../programs/gibbon-cli';

const script = path.resolve(__dirname, '../../../dist/inspector.cjs');
const program = { execPath: process.execPath, script };

/** More than a test may take: an answer that comes only when this patience ends fails its test. */
const FOR_EVER = { startMs: 1_000_000, buildMs: 1_000_000, cancelledMs: 1_000_000 };

function startClient(patience: Partial<Patience> = {}): InspectorClient {
  const client = new InspectorClient(program, { ...FOR_EVER, ...patience });
  onTestFinished(() => client.dispose());
  return client;
}

/** One process, as an editor has it, for all tests that leave it as it was. */
const shared = new InspectorClient(program, FOR_EVER);
afterAll(() => shared.dispose());

const sourceOf = (name: string) => readFileSync(fixture(name), 'utf8');
const scratchFolders = () => readdirSync(os.tmpdir()).filter((name) => name.startsWith('gibbon-inspector-'));

describe('an experiment', () => {
  test("is described with the user's lines, through helper functions", async () => {
    const described = await shared.describe(fixture('tiny-gan'), undefined);
    if (!described.ok) throw new Error(described.problem.message);
    const { family, models, sources } = described.value;
    expect(family).toBe('gan');
    expect(sources).toEqual([fixture('tiny-gan')]);
    expect(models.map(({ role, frames }) => [role, frames[0]?.line])).toEqual([
      ['generator', 9],
      ['discriminator', 17],
    ]);
    expect(models[0]!.layers.map(({ frames }) => frames.map(({ line }) => line))).toEqual([
      [5, 11],
      [6, 11],
      [12],
      [13],
    ]);
    // 4 → 8 → 8 → 784, each with its biases.
    expect(models[0]!.parameters.total).toBe(4 * 8 + 8 + 8 * 8 + 8 + 8 * 784 + 784);
  });

  test('is described as it stands in the editor, not on disk, again and again', async () => {
    for (const units of [8, 5, 5, 8]) {
      const source = sourceOf('tiny-gan').replace('block(8, [4])', `block(${units}, [4])`);
      const described = await shared.describe(fixture('tiny-gan'), source);
      expect(described).toMatchObject({
        ok: true,
        value: { models: [{ layers: [{ parameters: 5 * units }, {}, {}, {}] }, {}] },
      });
    }
  });

  test('may be reached through a link, and may not be on disk at all', async () => {
    const file = path.join(temporaryFolder(), 'new.gibbon.ts');
    const described = await shared.describe(file, sourceOf('tiny-gan'));
    expect(described).toMatchObject({ ok: true, value: { models: [{ frames: [{ file, line: 9 }] }, {}] } });
  });

  test.each([
    ['syntax-error', 3, /can't be built/],
    ['wrong-reshape', 6, /expected 784 numbers/],
    ['mismatched', 7, /don't fit/],
    ['throws', 4, /number of units is missing/],
    ['missing-import', 2, /Could not resolve/],
  ])('with a mistake (%s) has a problem at line %i', async (name, line, message) => {
    const described = await shared.describe(fixture(name), undefined);
    expect(described).toMatchObject({
      ok: false,
      problem: { file: fixture(name), line, message: expect.stringMatching(message) as string, blame: 'experiment' },
    });
  });

  test('that never ends is given up, and the next one is described all the same', async () => {
    const client = startClient({ buildMs: 1500 });
    const endless = client.describe(fixture('tiny-gan'), 'while (true);');
    const next = client.describe(fixture('tiny-gan'), undefined);
    expect(await endless).toMatchObject({
      ok: false,
      problem: { message: expect.stringContaining('had not ended') as string, blame: 'experiment' },
    });
    expect((await next).ok).toBe(true);
  });

  test('that never ends and is asked for no more holds up no other', async () => {
    const client = startClient({ cancelledMs: 10 });
    expect((await client.describe(fixture('tiny-gan'), undefined)).ok).toBe(true);
    const abort = new AbortController();
    const endless = client.describe(fixture('tiny-gan'), 'while (true);', abort.signal);
    setTimeout(() => abort.abort(), 100);
    await endless;
    expect((await client.describe(fixture('tiny-gan'), undefined)).ok).toBe(true);
  });

  test('can neither end the process nor get between its messages', async () => {
    const exits = await shared.describe(fixture('tiny-gan'), 'process.exit(0);');
    expect(exits).toMatchObject({
      ok: false,
      problem: { line: 1, message: expect.stringContaining('process.exit') as string },
    });
    const loud = `console.log('x'.repeat(1e6)); process.stdout.write('x');\n${sourceOf('tiny-gan')}`;
    expect((await shared.describe(fixture('tiny-gan'), loud)).ok).toBe(true);
  });

  test('that kills its process is told apart from a machine that can start none', async () => {
    const killed = await startClient().describe(fixture('tiny-gan'), "process.kill(process.pid, 'SIGKILL');");
    expect(killed).toMatchObject({ ok: false, problem: { blame: 'experiment', file: fixture('tiny-gan') } });
    const noProgram = new InspectorClient({ ...program, script: path.join(temporaryFolder(), 'none.cjs') });
    expect(await noProgram.describe(fixture('tiny-gan'), undefined)).toMatchObject({
      ok: false,
      problem: { blame: 'environment', message: expect.stringContaining('Cannot find module') as string },
    });
    const noNode = new InspectorClient({ ...program, execPath: path.join(temporaryFolder(), 'node') });
    expect(await noNode.describe(fixture('tiny-gan'), undefined)).toMatchObject({
      ok: false,
      problem: { blame: 'environment', message: expect.stringContaining('ENOENT') as string },
    });
  });

  test("sees none of its client's secrets", async () => {
    process.env.SOME_TOKEN = 'secret';
    onTestFinished(() => void delete process.env.SOME_TOKEN);
    const described = await startClient().describe(
      fixture('tiny-gan'),
      "throw new Error('it is ' + process.env.SOME_TOKEN);",
    );
    expect(described).toMatchObject({ problem: { message: 'Error: it is undefined' } });
  });
});

describe('the process', () => {
  test('leaves nothing behind when it is ended', async () => {
    const before = new Set(scratchFolders());
    const client = startClient();
    expect((await client.describe(fixture('tiny-gan'), undefined)).ok).toBe(true);
    const [own, ...others] = scratchFolders().filter((name) => !before.has(name));
    expect([own, others]).toEqual([expect.any(String), []]);
    client.dispose();
    await until('the end', () => !scratchFolders().includes(own ?? ''));
  });

  test('ends with a client that is killed, also in the middle of an endless experiment', async () => {
    const folder = temporaryFolder();
    const pidFile = path.join(folder, 'pid');
    const file = path.join(folder, 'endless.gibbon.ts');
    writeFileSync(
      file,
      `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(pidFile)}, String(process.pid));\nwhile (true);`,
    );
    // A client with the least that the inspector needs: its stream, and one request in MessagePack.
    const parent = spawn(process.execPath, ['-e', parentProgram(folder, file)], { stdio: 'ignore' });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const pid = await until('the experiment', () => {
      try {
        return Number(readFileSync(pidFile, 'utf8'));
      } catch {
        return undefined; // Not yet.
      }
    });
    expect(isProcessAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until('the end of the inspector', () => !isProcessAlive(pid));
  });

  test('that was never asked anything can be ended', () => {
    new InspectorProcess(program).dispose();
  });
});

const parentProgram = (folder: string, file: string) => `
  const { spawn } = require('node:child_process');
  const { encode } = require(${JSON.stringify(require.resolve('@msgpack/msgpack'))});
  const child = spawn(process.execPath, [${JSON.stringify(script)}, ${JSON.stringify(path.join(folder, 'scratch'))}], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  require('node:fs').mkdirSync(${JSON.stringify(path.join(folder, 'scratch'))});
  const body = encode({ type: 'request', id: 1, body: { kind: 'describe', experimentFile: ${JSON.stringify(file)} } });
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  child.stdio[3].write(Buffer.concat([length, body]));
`;
