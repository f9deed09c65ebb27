import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunManifest } from '../../../src/protocol/manifest';
import { readManifest, writeManifest } from '../../../src/store/manifest-file';
import { createRunFolder, findRun, listRuns, storeSources } from '../../../src/store/run-folder';
import { aManifest, temporaryFolder } from './a-run';

const NOON = new Date(2026, 10, 23, 12, 43, 7);

function unwrap<T>(result: { ok: true; value: T } | { ok: false; problem: { message: string } }): T {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

describe('the folder of a run', () => {
  it.each([
    ['fashion gan', '2026-11-23T12-43-07-fashion-gan'],
    ['../../etc/passwd', '2026-11-23T12-43-07-etc-passwd'],
    ['Größe 2', '2026-11-23T12-43-07-größe-2'],
    ['', '2026-11-23T12-43-07-run'],
    ['x'.repeat(300), `2026-11-23T12-43-07-${'x'.repeat(60)}`],
  ])('of "%s" is named after the local time and the name', (name, id) => {
    const runs = temporaryFolder();
    expect(unwrap(createRunFolder(runs, name, NOON))).toBe(path.join(runs, id));
    expect(readdirSync(runs)).toEqual([id]);
  });

  it('gets a number when its name is taken', () => {
    const runs = temporaryFolder();
    const ids = [1, 2, 3].map(() => path.basename(unwrap(createRunFolder(runs, 'gan', NOON))));
    expect(ids).toEqual(['2026-11-23T12-43-07-gan', '2026-11-23T12-43-07-gan-2', '2026-11-23T12-43-07-gan-3']);
  });

  it('is hidden from git in .gibbon/runs, and nowhere else; what people wrote there stays', () => {
    const project = temporaryFolder();
    unwrap(createRunFolder(path.join(project, '.gibbon/runs'), 'a', NOON));
    const ignore = path.join(project, '.gibbon/.gitignore');
    expect(readFileSync(ignore, 'utf8')).toBe('*\n');
    writeFileSync(ignore, 'mine\n');
    unwrap(createRunFolder(path.join(project, '.gibbon/runs'), 'b', NOON));
    expect(readFileSync(ignore, 'utf8')).toBe('mine\n');
    unwrap(createRunFolder(path.join(project, 'elsewhere'), 'a', NOON));
    expect(existsSync(path.join(project, '.gitignore'))).toBe(false);
  });

  it('that can not be made is a problem that names the folder', () => {
    const runs = path.join(temporaryFolder(), 'file');
    writeFileSync(runs, '');
    const made = createRunFolder(path.join(runs, 'runs'), 'a', NOON);
    expect(made).toMatchObject({ ok: false, problem: { file: path.join(runs, 'runs'), blame: 'environment' } });
  });
});

describe('the sources of a run', () => {
  it('are kept as they lie beside each other, with their hashes', () => {
    const run = temporaryFolder();
    const stored = storeSources(run, [
      { file: '/home/ada/gan/fashion.gibbon.ts', text: 'abc' },
      { file: '/home/ada/gan/layers/block.ts', text: 'b' },
      { file: '/home/ada/shared.ts', text: 'c' },
    ]);
    expect(stored.map(({ storedAs }) => storedAs)).toEqual([
      'sources/gan/fashion.gibbon.ts',
      'sources/gan/layers/block.ts',
      'sources/shared.ts',
    ]);
    // SHA-256 of "abc": FIPS 180-2, appendix B.1.
    expect(stored[0]!.sha256).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(readFileSync(path.join(run, 'sources/gan/layers/block.ts'), 'utf8')).toBe('b');
    expect(storeSources(run, [])).toEqual([]);
  });
});

describe('a manifest', () => {
  it('comes back as it was written, in one file', () => {
    const run = temporaryFolder();
    writeManifest(run, aManifest({ name: 'ä' }));
    writeManifest(run, aManifest({ name: 'b' }));
    expect(unwrap(readManifest(run))).toEqual(aManifest({ name: 'b' }));
    expect(readdirSync(run)).toEqual(['manifest.json']);
  });

  it.each([
    ['a field of the wrong kind', JSON.stringify({ ...aManifest(), batchSize: 'many' }), 'batchSize'],
    ['a deep field missing', JSON.stringify({ ...aManifest(), engine: { name: 'onnx' } }), 'engine.threads'],
    ['another format', JSON.stringify({ ...aManifest(), format: 2 }), 'format'],
    ['text that is not JSON', '{', 'not JSON'],
    ['nothing', '', 'not JSON'],
  ])('with %s is a problem that names file and field', (_, text, words) => {
    const run = temporaryFolder();
    const file = path.join(run, 'manifest.json');
    writeFileSync(file, text);
    const manifest = readManifest(run);
    expect(manifest).toMatchObject({ ok: false, problem: { file } });
    if (!manifest.ok) expect(manifest.problem.message).toContain(words);
  });

  it('is not written when it would not be read back', () => {
    const run = temporaryFolder();
    writeManifest(run, aManifest());
    expect(() => writeManifest(run, aManifest({ epochs: Number.NaN }))).toThrow('epochs');
    expect(unwrap(readManifest(run))).toEqual(aManifest());
  });

  it('is never half there: what can not be written leaves the old one and no other file', () => {
    const run = temporaryFolder();
    mkdirSync(path.join(run, 'manifest.json')); // Something that rename can't replace.
    expect(() => writeManifest(run, aManifest())).toThrow('could not be written');
    expect(readdirSync(run)).toEqual(['manifest.json']);
  });
});

describe('the list of runs', () => {
  const ended = (state: NonNullable<RunManifest['end']>['state']): Partial<RunManifest> => ({
    process: null,
    end: { state, step: 3, at: '2026-11-23T12:50:00Z', stepMsMedian: 1, metrics: {} },
  });

  function aRun(runs: string, id: string, changes: Partial<RunManifest>): void {
    mkdirSync(path.join(runs, id));
    writeManifest(path.join(runs, id), aManifest({ id, ...changes }));
  }

  const segments = [{ eventFile: 'events', fromStep: 0, startedAt: '' }];
  it.each<[string, boolean, Partial<RunManifest>, string]>([
    ['its writer lives and has written', true, { segments }, 'training'],
    ['its writer lives and has yet to write', true, {}, 'starting'],
    ['its writer is dead', false, { segments }, 'crashed'],
    ['it has no writer and no end', true, { segments, process: null }, 'crashed'],
    ['it has ended', false, ended('finished'), 'finished'],
    ['it ended as paused', false, ended('paused'), 'paused'],
    ['it failed', true, ended('failed'), 'failed'],
  ])('when %s (alive: %s) derives its state', async (_, isAlive, changes, state) => {
    const runs = temporaryFolder();
    aRun(runs, 'a', changes);
    const [listing] = await listRuns(runs, async () => isAlive);
    expect(listing).toMatchObject({ id: 'a', folder: path.join(runs, 'a'), state });
  });

  it('has the newest first, and broken ones in their place with what is wrong', async () => {
    const runs = temporaryFolder();
    aRun(runs, '2026-11-23T12-43-07-b', { createdAt: new Date(2026, 10, 23, 12, 43, 7).toISOString() });
    aRun(runs, 'renamed', { createdAt: new Date(2026, 10, 24).toISOString() });
    aRun(runs, '2026-11-20T12-00-00-a', { createdAt: new Date(2026, 10, 20, 12).toISOString() });
    aRun(runs, '2026-11-22T00-00-00-broken', {});
    writeFileSync(path.join(runs, '2026-11-22T00-00-00-broken/manifest.json'), '{"format":1}');
    mkdirSync(path.join(runs, '2026-11-21T00-00-00-without-manifest/checkpoints/000000000'), { recursive: true });
    mkdirSync(path.join(runs, 'no-run'));
    writeFileSync(path.join(runs, 'some-file'), '');
    const list = await listRuns(runs, async () => false);
    expect(list.map(({ id }) => id)).toEqual([
      'renamed',
      '2026-11-23T12-43-07-b',
      '2026-11-22T00-00-00-broken',
      '2026-11-21T00-00-00-without-manifest',
      '2026-11-20T12-00-00-a',
    ]);
    expect(list[2]).toMatchObject({
      state: 'failed',
      problem: { message: expect.stringContaining('field') as string },
    });
    expect(list[2]!.manifest).toBeUndefined();
    expect(list[3]!.problem?.message).toContain('does not exist');
    expect(list[1]!.manifest?.id).toBe('2026-11-23T12-43-07-b');
  });

  it('says what each takes on disk, and is empty where there is no folder', async () => {
    const runs = temporaryFolder();
    aRun(runs, 'a', {});
    const [alone] = await listRuns(runs, async () => false);
    mkdirSync(path.join(runs, 'a/checkpoints/x'), { recursive: true });
    writeFileSync(path.join(runs, 'a/checkpoints/x/y'), Buffer.alloc(1000));
    const [larger] = await listRuns(runs, async () => false);
    expect(larger!.bytes - alone!.bytes).toBe(1000);
    expect(await listRuns(path.join(runs, 'missing'), async () => false)).toEqual([]);
  });

  it('is searched by folder, id, beginning, end and "latest"', () => {
    const runs = temporaryFolder();
    const ids = ['2026-11-20T12-00-00-fashion-gan', '2026-11-21T12-00-00-digits', '2026-11-22T12-00-00-fashion-gan'];
    for (const id of ids) aRun(runs, id, { createdAt: `${id.slice(0, 10)}T12:00:00Z` });
    const found = (name: string): string => path.basename(unwrap(findRun(runs, name)));
    expect(found(path.join(runs, ids[0]!))).toBe(ids[0]);
    expect(found(path.relative(process.cwd(), path.join(runs, ids[0]!)))).toBe(ids[0]);
    expect(found(ids[2]!)).toBe(ids[2]);
    expect(found('2026-11-21')).toBe(ids[1]);
    expect(found('digits')).toBe(ids[1]);
    expect(found('latest')).toBe(ids[2]);
  });

  it('explains a name that is unknown or could mean several runs, and lists these', () => {
    const runs = temporaryFolder();
    aRun(runs, '1-gan', {});
    aRun(runs, '2-gan', {});
    const messageOf = (name: string): string => {
      const result = findRun(runs, name);
      return result.ok ? `found ${result.value}` : `${result.problem.message} ${result.problem.remedy}`;
    };
    expect(messageOf('gan')).toMatch(/any of 2 runs: 2-gan, 1-gan\..*latest/);
    expect(messageOf('autoencoder')).toMatch(/No run is called "autoencoder".*2-gan, 1-gan/);
    expect(messageOf('')).toMatch(/No run is called ""/);
    renameSync(path.join(runs, '1-gan'), path.join(runs, 'x'));
    for (const id of ['2-gan', 'x']) rmSync(path.join(runs, id), { recursive: true });
    expect(messageOf('latest')).toContain('There are no runs');
  });
});
