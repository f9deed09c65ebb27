/**
 * Runs benches one after another and says what they measured, with the load of the machine, without which no time means
 * anything. The bundler hands the benches over (scripts/lib/end-to-end-bundles.mjs). Arguments: scripts/bench.mjs.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { OUT, ROOT } from '../../scripts/lib/places.mjs';
import { Progress } from '../../scripts/lib/progress.mjs';
import type { Bench } from './bench';

const REPORT = path.join(OUT, 'results', 'bench.json');
const TABLE = path.join(OUT, 'results', 'bench.md');
const PUBLISHED = path.join(ROOT, 'tests', 'bench', 'RESULTS.md');

export async function runBenches(benches: readonly Bench[]): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      publish: { type: 'boolean', default: false },
      samples: { type: 'string' },
    },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
  if (unknown.length) {
    console.error(`There is no bench ${unknown.join(', ')}: ${benches.map(({ name }) => name).join(', ')}.`);
    process.exit(2);
  }
  const samples = values.samples === undefined ? undefined : Number(values.samples);
  if (samples !== undefined && !(Number.isInteger(samples) && samples > 0)) {
    console.error(`--samples expected a whole number from 1 on, and got ${values.samples}.`);
    process.exit(2);
  }
  const progress = new Progress();
  const results: Record<string, unknown> = {};
  const tables: string[] = [];
  for (const bench of benches.filter(({ name }) => !positionals.length || positionals.includes(name))) {
    progress.say(`\n── ${bench.title}`);
    const result = await bench.run({ progress, ...(samples !== undefined && { samples }) });
    Object.assign(results, bench.isTop ? result : { [bench.name]: result });
    for (const line of bench.describe(result)) progress.say(line);
    progress.say(machine());
    const lines = bench.table?.(result) ?? bench.describe(result).map((line) => `- ${line}`);
    tables.push(['', `## ${bench.title}`, '', ...lines, '', `Measured ${machine()}.`].join('\n'));
  }
  mkdirSync(path.dirname(REPORT), { recursive: true });
  writeFileSync(REPORT, `${JSON.stringify(results, null, 2)}\n`);
  const command = ['npm run bench --', '--publish', ...(samples ? [`--samples ${samples}`] : []), ...positionals].join(
    ' ',
  );
  const markdown = `${[heading(command), ...tables].join('\n')}\n`;
  for (const file of [TABLE, ...(values.publish ? [PUBLISHED] : [])]) writeFileSync(file, markdown);
  if (values.json) progress.say(JSON.stringify(results));
  process.exit(0);
}

const heading = (command: string): string =>
  [
    '# What Gibbon costs',
    '',
    `Measured on ${new Date().toISOString().slice(0, 10)} by \`${command}\` (PyTorch and JAX are installed by`,
    '`npm run bench -- --setup`), which writes this file. Times hang on the machine and on what else runs there; the ratios are',
    'what to look at.',
  ].join('\n');

/** "on 2 × AMD EPYC 7B13, 1.3 processes waiting for a core in the last minute" */
function machine(): string {
  const [core] = os.cpus();
  const [load = 0] = os.loadavg();
  return `on ${os.cpus().length} × ${core?.model.trim() ?? 'an unknown processor'}; load of the last minute: ${load.toFixed(1)}`;
}
