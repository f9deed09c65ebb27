/** Fetches one file over HTTP, failing fast and in words. Knows nothing of what is fetched, and writes no file. */

export interface DownloadLimits {
  /** Give up after so long without a byte. */
  readonly stallMs: number;
  /** Give up on a body larger than this. */
  readonly maxBytes: number;
  /** @param totalBytes as the server says, undefined when it doesn't */
  readonly onBytes?: (receivedBytes: number, totalBytes: number | undefined) => void;
  readonly signal?: AbortSignal;
}

export type Download =
  { readonly ok: true; readonly value: Uint8Array } | { readonly ok: false; readonly reason: string };

const STALL_TURNS = 10;

/**
 * @returns the body, or in a few words why not: 'HTTP 404', 'no bytes for 10 s', 'connect ECONNREFUSED …'
 * @throws the signal's reason when aborted
 */
export async function download(url: string, limits: DownloadLimits): Promise<Download> {
  const { stallMs, maxBytes, onBytes, signal } = limits;
  const abandon = new AbortController();
  // Counted in short turns, not by one long timer: a process that was busy itself must not take its own pause for the
  // server's, and an interval that is late fires once.
  let silentTurns = 0;
  const watch = setInterval(() => {
    silentTurns += 1;
    if (silentTurns === STALL_TURNS) abandon.abort();
  }, stallMs / STALL_TURNS);
  const signals = signal ? [abandon.signal, signal] : [abandon.signal];
  try {
    const response = await fetch(url, { signal: AbortSignal.any(signals) });
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      return { ok: false, reason: `HTTP ${response.status}` };
    }
    // An encoding is undone on the way, so that its length says nothing about the bytes that arrive here.
    const encoded = response.headers.has('content-encoding');
    const length = Number(response.headers.get('content-length') ?? NaN);
    const totalBytes = encoded || Number.isNaN(length) ? undefined : length;

    const chunks: Uint8Array[] = [];
    let received = 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      silentTurns = 0;
      received += chunk.length;
      if (received > maxBytes) return { ok: false, reason: `more than the ${maxBytes} bytes it can have` };
      chunks.push(chunk);
      onBytes?.(received, totalBytes);
    }
    return { ok: true, value: Buffer.concat(chunks, received) };
  } catch (error) {
    signal?.throwIfAborted();
    if (abandon.signal.aborted) return { ok: false, reason: `no bytes for ${stallMs / 1000} s` };
    return { ok: false, reason: reasonOf(error) };
  } finally {
    clearInterval(watch);
  }
}

/** `fetch` says only 'fetch failed'; what failed stands in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause: unknown = error.cause;
  if (!(cause instanceof Error)) return error.message;
  const code = 'code' in cause ? String(cause.code) : '';
  return cause.message || code || error.message;
}
