/** Brings the published Fashion-MNIST into the cache. What stands there under its final name is whole and checked. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { LoadOptions } from './dataset';
import { download } from './download';
import { fashionMnistMirrors, type PublishedFile } from './fashion-mnist-files';
import { unpack } from './idx';

const DEFAULT_STALL_MS = 10_000;
/** Gzip adds at most a little to what it can't pack. */
const GZIP_ALLOWANCE_BYTES = 2 ** 16;
const PROGRESS_EVERY_BYTES = 2_000_000;

export type Outcome = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/**
 * Downloads `files`, unpacks and checks each, and puts it into `folder`, plain.
 * A mirror that fails once is not asked again.
 * @param folder created when it isn't there
 * @returns when every mirror failed, each one's reason
 * @throws the signal's reason when aborted
 */
export async function downloadFashionMnist(
  files: readonly PublishedFile[],
  folder: string,
  options: LoadOptions,
): Promise<Outcome> {
  const mirrors = [...(options.mirrors ?? fashionMnistMirrors)];
  const reasons: string[] = [];
  let workplace: string | undefined;
  try {
    await mkdir(folder, { recursive: true });
    workplace = await mkdtemp(path.join(folder, '.download-'));
    for (const file of files) {
      let contents: Uint8Array | undefined;
      while (contents === undefined) {
        const mirror = mirrors[0];
        if (mirror === undefined) return { ok: false, reason: reasons.join('; ') || 'no mirror to download from' };
        const fetched = await fetchPublished(file, mirror, options);
        if (fetched.ok) {
          contents = fetched.value;
        } else {
          const reason = `${hostOf(mirror)}: ${fetched.reason}`;
          reasons.push(reason);
          options.onProgress?.(`Could not download ${file.name}.gz from ${reason}.`);
          mirrors.shift();
        }
      }
      // Renaming is atomic: another process sees the whole file or none.
      const unfinished = path.join(workplace, file.name);
      await writeFile(unfinished, contents, { flush: true });
      await rename(unfinished, path.join(folder, file.name));
    }
    return { ok: true };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!isSystemError(error)) throw error;
    return { ok: false, reason: `could not be kept in ${folder}: ${error.message}` };
  } finally {
    if (workplace) await rm(workplace, { recursive: true, force: true });
  }
}

async function fetchPublished(
  file: PublishedFile,
  mirror: string,
  options: LoadOptions,
): Promise<{ ok: true; value: Uint8Array } | { ok: false; reason: string }> {
  if (!URL.canParse(mirror)) return { ok: false, reason: 'not a web address' };
  const host = hostOf(mirror);
  const address = `${mirror.replace(/\/*$/, '/')}${file.name}.gz`;
  let announced = -PROGRESS_EVERY_BYTES;
  const fetched = await download(address, {
    stallMs: options.stallMs ?? DEFAULT_STALL_MS,
    maxBytes: file.bytes + GZIP_ALLOWANCE_BYTES,
    signal: options.signal,
    onBytes: (received, total) => {
      if (received - announced < PROGRESS_EVERY_BYTES) return;
      announced = received;
      const of = total === undefined ? '' : ` of ${megabytes(total)}`;
      options.onProgress?.(`Downloading ${file.name}.gz from ${host}: ${megabytes(received)}${of} MB.`);
    },
  });
  if (!fetched.ok) return fetched;
  const unpacked = await unpack(fetched.value);
  options.signal?.throwIfAborted();
  if (!unpacked.ok) return { ok: false, reason: `sent damaged gzip data (${unpacked.reason})` };
  const got = sha256(unpacked.value);
  if (got !== file.sha256) {
    const expected = file.sha256.slice(0, 12);
    return { ok: false, reason: `sent other contents (expected SHA-256 ${expected}…, got ${got.slice(0, 12)}…)` };
  }
  return unpacked;
}

/** Of unpacked contents, in hexadecimal. The whole of Fashion-MNIST takes about 40 ms. */
export const sha256 = (contents: Uint8Array): string => createHash('sha256').update(contents).digest('hex');

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

const hostOf = (mirror: string): string => (URL.canParse(mirror) ? new URL(mirror).host : mirror);

/** Of the file system, as against a bug here. */
const isSystemError = (error: unknown): error is Error => error instanceof Error && 'syscall' in error;
