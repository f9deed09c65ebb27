/** What is written down of the engine that computes a run, and what people should know of it. */
import type { Engine } from '../engine/engine';
import type { RunManifest, RunNote } from '../protocol/manifest';

type EngineRecord = RunManifest['engine'];

/** Of an engine that has tried a step, so that it says how it computes. */
export const engineRecord = ({ name, threads, detail, versions }: Engine): EngineRecord => ({
  name,
  threads,
  detail,
  versions: { ...versions, node: process.version },
});

/**
 * Why the engine is not as fast as it could be.
 * @param step the one that the run is at
 */
export const engineRemarks = ({ remark }: Engine, step: number): RunNote[] =>
  remark === undefined ? [] : [{ step, message: remark }];

/**
 * That a run goes on with other libraries than before: as good, but not the same to the bit, and nobody may believe so.
 * @param before what computed it up to here
 * @returns undefined where it is all the same
 */
export function engineChange({ versions }: Engine, before: EngineRecord, step: number): RunNote | undefined {
  const { node: _, ...recorded } = before.versions;
  const gone = librariesMissing(recorded, versions);
  const come = librariesMissing(versions, recorded);
  if (gone.length + come.length === 0) return undefined;
  const message =
    `Up to here, ${listed(gone)} computed this run; from here on, ${listed(come)} does. The last bits of their results ` +
    'differ, so that steps from before can be replayed, but not to the bit.';
  return { step, message };
}

/** Those with their versions that others lack. */
const librariesMissing = (versions: Engine['versions'], others: Engine['versions']): string[] =>
  Object.entries(versions).flatMap(([name, version]) => (others[name] === version ? [] : [`${name} ${version}`]));

const listed = (libraries: readonly string[]): string => libraries.join(' with ') || 'nothing else';
