/** The weights of a run's models as anybody else would get them: by Save Model, in TensorFlow.js' own format. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ModelSummary } from '../../src/protocol/manifest';

type Weights = Map<string, { readonly shape: readonly number[]; readonly values: Float32Array }>;

interface SavedModel {
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
  }[];
}

/** By ROLE/WEIGHT, in the order in which they are saved. @param gibbon runs the command line */
export async function savedWeights(
  runFolder: string,
  models: readonly ModelSummary[],
  gibbon: (args: readonly string[]) => Promise<number | null>,
): Promise<Weights> {
  const weights: Weights = new Map();
  for (const { role } of models) {
    const folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'gibbon-weights-')), role);
    const run = ['--runs', path.dirname(runFolder), '--role', role, '--format', 'tfjs', '--out', folder];
    const code = await gibbon(['save-model', path.basename(runFolder), ...run]);
    if (code !== 0) throw new Error(`The ${role} could not be saved (exit code ${code}).`);
    const { weightsManifest } = JSON.parse(readFileSync(path.join(folder, 'model.json'), 'utf8')) as SavedModel;
    for (const { paths, weights: entries } of weightsManifest) {
      const bytes = Buffer.concat(paths.map((file) => readFileSync(path.join(folder, file))));
      let offset = 0;
      for (const { name, shape } of entries) {
        const length = shape.reduce((product, size) => product * size, 4);
        const values = new Float32Array(Uint8Array.from(bytes.subarray(offset, offset + length)).buffer);
        weights.set(`${role}/${name}`, { shape, values });
        offset += length;
      }
    }
    rmSync(path.dirname(folder), { recursive: true });
  }
  return weights;
}
