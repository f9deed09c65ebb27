/** The bundle as it lies in a run's folder: what runs is stored, and what was stored is what resume runs. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ProblemError } from '../base/problem';
import type { RunManifest } from '../protocol/manifest';
import type { Bundle } from '../loading/bundle-experiment';

const BUNDLE = 'bundle/experiment.mjs';

/** The bundle and its map are stored with the run: they are what resume runs. */
export function storeBundle(runFolder: string, bundle: Bundle): RunManifest['bundle'] {
  mkdirSync(path.dirname(path.join(runFolder, BUNDLE)), { recursive: true });
  writeFileSync(path.join(runFolder, BUNDLE), bundle.code);
  writeFileSync(path.join(runFolder, `${BUNDLE}.map`), bundle.sourceMap);
  return { storedAs: BUNDLE, sha256: sha256(bundle.code) };
}

/** @throws ProblemError when the stored bundle is missing or is not what the manifest says */
export async function readBundle(runFolder: string, manifest: RunManifest): Promise<Bundle> {
  const file = path.join(runFolder, manifest.bundle.storedAs);
  const [code, sourceMap] = await Promise.all([readFile(file, 'utf8'), readFile(`${file}.map`, 'utf8')]).catch(
    (error: unknown) => {
      throw new ProblemError(
        {
          message: `The run's own sources can't be read: ${String(error)}.`,
          remedy: 'Start a new run.',
          file,
          blame: 'environment',
        },
        { cause: error },
      );
    },
  );
  if (sha256(code) !== manifest.bundle.sha256)
    throw new ProblemError({
      message: "The run's stored bundle was changed: its SHA-256 is not the manifest's.",
      remedy: 'Start a new run from the experiment file.',
      file,
      blame: 'environment',
    });
  return { code, sourceMap, sources: [] };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
