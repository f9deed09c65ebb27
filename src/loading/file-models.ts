/** Reads what TensorFlow.js' model.save() wrote, for `file://` addresses: in a browser's TensorFlow.js nobody does. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { ExperimentError } from '../authoring/experiment-error';

const SCHEME = 'file://';

/** Property of globalThis: where relative addresses of the experiment that is loaded start. */
const FOLDER = 'gibbonModelFolder';

/** From now on relative addresses start in `folder`. */
export function readModelsFrom(folder: string): void {
  Object.assign(globalThis, { [FOLDER]: folder });
  // TensorFlow.js refuses an address that two of them know.
  if (tf.io.getLoadHandlers(`${SCHEME}model.json`).length > 0) return;
  tf.io.registerLoadRouter((url) => {
    if (typeof url !== 'string' || !url.startsWith(SCHEME)) return null as unknown as tf.io.IOHandler;
    const file = url.slice(SCHEME.length);
    const start = (globalThis as { readonly [FOLDER]?: string })[FOLDER] ?? '.';
    return { load: () => readModel(path.resolve(start, file), file) };
  });
}

/** @param shown as the user wrote it @throws ExperimentError */
async function readModel(file: string, shown: string): Promise<tf.io.ModelArtifacts> {
  const saved = parsed(await bytesOf(file, shown, 'a file'), shown);
  if (saved.format === 'graph-model')
    throw new ExperimentError(
      `${shown} expected a LayersModel, and got a GraphModel, whose layers are gone.`,
      'Convert the original to tfjs_layers_model.',
    );
  if (!saved.modelTopology)
    throw new ExperimentError(
      `${shown} expected the topology of a LayersModel, and got none.`,
      'Give the model.json that model.save() wrote.',
    );
  return tf.io.getModelArtifactsForJSON(saved as tf.io.ModelJSON, async (manifest) => {
    const specs = manifest.flatMap(({ weights }) => weights);
    const files = manifest.flatMap(({ paths }) => paths);
    const all = Buffer.concat(
      await Promise.all(files.map((one) => bytesOf(path.join(path.dirname(file), one), one, 'weights'))),
    );
    return [specs, Uint8Array.from(all).buffer];
  });
}

async function bytesOf(file: string, shown: string, what: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new ExperimentError(
      `${shown} expected ${what}, and got ${isMissing ? 'nothing' : `an error: ${(error as Error).message}`}.`,
      'Paths are relative to the experiment; weights lie beside their model.json.',
    );
  }
}

function parsed(bytes: Buffer, shown: string): Partial<tf.io.ModelJSON> {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below, with what to do about it.
  }
  throw new ExperimentError(`${shown} expected JSON, and got none.`, 'Give the model.json that model.save() wrote.');
}
