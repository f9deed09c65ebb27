/**
 * One writer a run: whoever resumes a run claims its next segment first. Two windows may ask for it in the same moment,
 * and each starts a trainer; the one that comes second finds the claim of the first, who lives, and leaves. It knows
 * nothing of training: what is claimed is a number, and who claims is a socket that somebody listens on.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ProblemError } from '../base/problem';
import { unwrap } from '../base/result';
import type { RunManifest } from '../protocol/manifest';
import { fileProblem, hasCode } from '../store/file-problem';
import { isListening } from '../store/is-listening';
import { readManifest } from '../store/manifest-file';

/** Between the moment in which a claim is made and the one in which it says whose it is. */
const UNSIGNED_MS = 1000;
const LOOK_EVERY_MS = 20;

/**
 * Makes the caller the one who may write the next segment of a run.
 * @param socket path of the socket on which the claiming trainer listens already
 * @returns the manifest as it is now that nobody else may change it
 * @throws ProblemError when somebody who lives was first, or when the folder can't be read or written
 */
export async function claimRun(runFolder: string, socket: string): Promise<RunManifest> {
  for (;;) {
    const { segments } = await readUnwritten(runFolder);
    await claimSegment(runFolder, segments.length, socket);
    // What was read before the claim may be of before a segment that somebody else has begun, and ended, meanwhile.
    const manifest = await readUnwritten(runFolder);
    if (manifest.segments.length !== segments.length) continue;
    dropClaimsBefore(runFolder, segments.length);
    return manifest;
  }
}

/** The manifest of a run that nobody writes. A writer that died leaves its name in it, and doesn't listen. */
async function readUnwritten(runFolder: string): Promise<RunManifest> {
  const manifest = unwrap(readManifest(runFolder));
  if (manifest.process && (await isListening(manifest.process.socket))) throw alreadyTrained(runFolder);
  return manifest;
}

/** A dead one's claim is not taken back, so that no two can take over the same: the next one is numbered higher. */
async function claimSegment(runFolder: string, segment: number, socket: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const claim = path.join(runFolder, `writer-${segment}-${attempt}.claim`);
    if (makeClaim(claim, socket)) return;
    const owner = await ownerOf(claim);
    if (owner !== '' && (await isListening(owner))) throw alreadyTrained(runFolder);
  }
}

function makeClaim(claim: string, socket: string): boolean {
  try {
    writeFileSync(claim, socket, { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw new ProblemError(fileProblem(error, claim, 'written'), { cause: error });
  }
}

/** @returns empty when whoever made the claim died before it could sign, or when the claim is of a segment long begun */
async function ownerOf(claim: string): Promise<string> {
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const owner = readClaim(claim);
    if (owner !== '' || waitedMs >= UNSIGNED_MS) return owner;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function readClaim(claim: string): string {
  try {
    return readFileSync(claim, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw new ProblemError(fileProblem(error, claim, 'read'), { cause: error });
  }
}

/** Claims of segments that are in the manifest decide nothing: who claims one of them anew reads the manifest again. */
function dropClaimsBefore(runFolder: string, segment: number): void {
  for (const name of readdirSync(runFolder)) {
    const claimed = /^writer-(\d+)-\d+\.claim$/.exec(name)?.[1];
    if (claimed !== undefined && Number(claimed) < segment) rmSync(path.join(runFolder, name), { force: true });
  }
}

const alreadyTrained = (runFolder: string) =>
  new ProblemError({
    message: 'The run is being trained already: somebody else resumed it first.',
    remedy: 'Open it to watch.',
    file: runFolder,
    blame: 'environment',
  });
