/**
 * `npm run results`: trains each system to the end of its example, seed by seed, and writes examples/RESULTS.md with the
 * pictures beside it. What was trained is not trained again; a training that was interrupted is resumed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DIST, ROOT } from '../../scripts/lib/places.mjs';
import { unwrap } from '../../src/base/result';
import { RunReader } from '../../src/store/run-reader';
import { readManifest } from '../../src/store/manifest-file';
import { rowsOf, table, type Trained } from './results-table';
import { AskedRun } from './asked-run';
import { savedWeights } from './saved-weights';
import { type System, systems } from './systems';

const EXAMPLES = path.join(ROOT, 'examples');
const PICTURES = path.join(EXAMPLES, 'results');
const KEPT = path.join(PICTURES, 'trained.json');
const RUNS = path.join(ROOT, '.gibbon', 'results');
const FIRST_SEED = 42;
const DEFAULT_SEEDS = 3;

export async function runResults(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { seeds: { type: 'string' }, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !systems.some((system) => system.name === name));
  if (unknown.length > 0)
    return refuse(`There is no system ${unknown.join(', ')}: ${systems.map(({ name }) => name).join(', ')}.`);
  const asked = values.seeds === undefined ? undefined : Number(values.seeds);
  if (asked !== undefined && !(Number.isInteger(asked) && asked > 0))
    return refuse(`--seeds expected a whole number from 1 on, and got ${values.seeds}.`);
  const chosen = systems.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  mkdirSync(PICTURES, { recursive: true });
  let trained = readTrained();
  if (chosen.some(({ needsClassifier }) => needsClassifier)) {
    const code = await gibbon(['classifier', 'fashion-mnist']);
    if (code !== 0) return refuse(`The reference classifier could not be trained (exit code ${code}).`);
  }
  for (const system of chosen)
    for (let seed = FIRST_SEED; seed < FIRST_SEED + (asked ?? system.seeds ?? DEFAULT_SEEDS); seed++) {
      if (trained.some((one) => one.system === system.name && one.seed === seed)) continue;
      console.log(`\n── ${system.title}, seed ${seed}`);
      const one = await train(system, seed);
      if (!one) continue;
      trained = [...trained, one];
      writeFileSync(KEPT, `${JSON.stringify(trained, null, 2)}\n`);
      writeFileSync(path.join(EXAMPLES, 'RESULTS.md'), table(systems, trained, 'npm run results'));
      for (const { id, metric } of system.measures) console.log(`${metric}: ${one.values[id]?.toPrecision(4)}`);
    }
  writeFileSync(path.join(EXAMPLES, 'RESULTS.md'), table(systems, trained, 'npm run results'));
  const rows = chosen.flatMap((system) => rowsOf(system, trained));
  console.log('');
  for (const { system, metric, ours, published, reached, seeds } of rows)
    console.log(
      `${reached === null ? '·' : reached ? '✓' : '✗'} ${system.padEnd(16)} ${ours?.toPrecision(4) ?? 'not trained'} (published ${published?.toPrecision(3) ?? 'nothing'}, ${seeds} seeds): ${metric}`,
    );
  if (values.json) console.log(JSON.stringify({ rows }));
  process.exit(0);
}

/** @returns undefined when it did not come to its end; why is on the screen */
async function train(system: System, seed: number): Promise<Trained | undefined> {
  const runs = path.join(RUNS, `${system.name}-${seed}`);
  if (!isFinished(runs)) {
    const isBegun = existsSync(runs) && readdirSync(runs).length > 0;
    const args = isBegun
      ? ['resume', 'latest', '--runs', runs]
      : ['train', experimentOf(system), '--runs', runs, '--seed', String(seed)];
    const code = await gibbon(args);
    if (code !== 0 || !isFinished(runs)) {
      console.log(`It did not come to its end (exit code ${code}); the next call goes on with it.`);
      return undefined;
    }
  }
  const folder = folderIn(runs);
  const manifest = unwrap(readManifest(folder));
  const reader = unwrap(RunReader.open(folder));
  await reader.refreshAsync();
  const last = (tag: string): number => reader.values([tag], reader.lastStep)[0]?.value ?? NaN;
  const image = system.picture === undefined ? null : reader.imageAt(system.picture, reader.lastStep);
  if (image) writeFileSync(path.join(PICTURES, `${system.name}.png`), image.png);
  const run = {
    last,
    asked: new AskedRun(folder),
    stepsPerEpoch: manifest.stepsPerEpoch,
    weights: () => savedWeights(folder, manifest.models, gibbon),
    parameters: manifest.models.flatMap(({ layers }) => layers).reduce((sum, { parameters }) => sum + parameters, 0),
  };
  const measured: [string, number][] = [];
  // One after the other: each may start a process that keeps all cores busy.
  for (const { id, of } of system.measures) measured.push([id, await of(run)]);
  const one: Trained = {
    system: system.name,
    seed,
    values: Object.fromEntries(measured),
    minutes: Number((reader.wallMsBetween(1, reader.lastStep) ?? NaN) / 60_000),
    dataset: manifest.dataset.name,
    day: new Date().toISOString().slice(0, 10),
  };
  reader.dispose();
  if (!system.otherData && manifest.dataset.name !== 'Fashion-MNIST') {
    console.log(
      `It was trained on ${manifest.dataset.name}, for Fashion-MNIST is not on this machine: that is no result.`,
    );
    rmSync(runs, { recursive: true });
    return undefined;
  }
  return one;
}

/** The example, or a copy of it with what its variation changes. */
function experimentOf({ name, example, variation }: System): string {
  const file = path.join(EXAMPLES, example);
  if (!variation) return file;
  const varied = variation.reduce(
    (source, { from, to }) => {
      if (!source.includes(from)) throw new Error(`${example} expected to hold ${from}.`);
      return source.replace(from, to);
    },
    readFileSync(file, 'utf8'),
  );
  const copy = path.join(RUNS, `${name}.gibbon.ts`);
  mkdirSync(RUNS, { recursive: true });
  writeFileSync(copy, varied);
  return copy;
}

const folderIn = (runs: string): string => path.join(runs, readdirSync(runs).sort().at(-1) ?? '');

function isFinished(runs: string): boolean {
  if (!existsSync(runs) || readdirSync(runs).length === 0) return false;
  const manifest = readManifest(folderIn(runs));
  return manifest.ok && manifest.value.end?.state === 'finished';
}

const gibbon = (args: readonly string[]): Promise<number | null> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(DIST, 'cli.cjs'), ...args], {
      stdio: 'inherit',
      env: { ...process.env, GIBBON_CLASSIFIER: '0' },
    });
    child.on('close', resolve);
  });

const readTrained = (): Trained[] => (existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, 'utf8')) as Trained[]) : []);

function refuse(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}
