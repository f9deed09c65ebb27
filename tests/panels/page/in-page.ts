/**
 * What runs in the page beside the panel: the made-up transport, and a count of what the panel still has to do. Functions here are
 * handed to the browser as text, so they must not use anything from outside of themselves.
 */

/** What was begun and not done yet. Longer pauses, such as those before something is said again, are not waited for. */
interface Work {
  readonly begun: Set<unknown>;
  /** Messages to the host so far. */
  posted: number;
  /** Until something that was begun is done. */
  progress(this: void): Promise<void>;
  /** The browser's own, which is not counted. */
  nextFrame(this: void): Promise<void>;
}

declare global {
  interface Window {
    panelWork: Work;
  }
}

/** What this process offers the page. @param place of the page, which a tab's next one does not share */
declare const panelPosted: (place: string, message: unknown) => void;
declare const panelKept: (place: string, state: unknown) => void;
declare const policyBroken: (place: string, what: string) => void;

/** Before the panel's own script. @param longMs pauses of this length and more are not waited for */
export function prepare(longMs: number): void {
  const { setTimeout, clearTimeout, requestAnimationFrame, cancelAnimationFrame, createImageBitmap } = window;
  const place = location.pathname;
  const begun = new Set<unknown>();
  const waiting: (() => void)[] = [];
  const done = (what: unknown) => {
    begun.delete(what);
    for (const go of waiting.splice(0)) go();
  };
  const work: Work = {
    begun,
    posted: 0,
    progress: () => new Promise((resolve) => waiting.push(resolve)),
    nextFrame: () => new Promise((resolve) => void requestAnimationFrame(() => resolve())),
  };
  let state: unknown;
  Object.assign(window, {
    panelWork: work,
    setTimeout: (run: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]) => {
      const timer = setTimeout(() => {
        try {
          run(...args);
        } finally {
          done(`timer ${timer}`);
        }
      }, delayMs);
      if (delayMs < longMs) begun.add(`timer ${timer}`);
      return timer;
    },
    clearTimeout: (timer: number | undefined) => {
      clearTimeout(timer);
      done(`timer ${timer}`);
    },
    requestAnimationFrame: (draw: FrameRequestCallback) => {
      const frame = requestAnimationFrame((timeMs) => {
        try {
          draw(timeMs);
        } finally {
          done(`frame ${frame}`);
        }
      });
      begun.add(`frame ${frame}`);
      return frame;
    },
    cancelAnimationFrame: (frame: number) => {
      cancelAnimationFrame(frame);
      done(`frame ${frame}`);
    },
    createImageBitmap: async (...args: Parameters<typeof createImageBitmap>) => {
      const decoding = {};
      begun.add(decoding);
      try {
        return await createImageBitmap(...args);
      } finally {
        done(decoding);
      }
    },
    acquireVsCodeApi: () => {
      state = JSON.parse(document.getElementById('kept')?.textContent ?? 'null') ?? undefined;
      return {
        postMessage: (message: unknown) => {
          work.posted++;
          panelPosted(place, message);
        },
        getState: () => state,
        setState: (next: unknown) => {
          state = next;
          panelKept(place, next);
        },
      };
    },
  });
  document.addEventListener('securitypolicyviolation', (event) =>
    policyBroken(
      place,
      `policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ''}:${event.lineNumber} ${event.sample}`,
    ),
  );
}

/**
 * Messages of the host, each in a task of its own as they come in VS Code, unless the tab has gone on to another page.
 * @param texts as `asText` writes them
 */
export async function deliver({ place, texts }: { readonly place: string; readonly texts: string[] }): Promise<void> {
  type FromBase64 = { readonly fromBase64: (text: string) => Uint8Array<ArrayBuffer> };
  type Kind = 'Float32Array' | 'Float64Array' | 'Int32Array' | 'Uint32Array' | 'Uint8Array' | 'Uint8ClampedArray';
  const revive = (_: string, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('~number' in value) return Number(value['~number']);
    if (!('~array' in value)) return value;
    const { '~array': kind, bytes } = value as { readonly '~array': Kind; readonly bytes: string };
    return new window[kind]((Uint8Array as unknown as FromBase64).fromBase64(bytes).buffer);
  };
  for (const text of texts) {
    if (location.pathname !== place) return;
    const { port1, port2 } = new MessageChannel();
    const turn = new Promise((resolve) => (port1.onmessage = resolve));
    port2.postMessage(null);
    await turn;
    window.dispatchEvent(new MessageEvent('message', { data: JSON.parse(text, revive) as unknown }));
  }
}

/** Until nothing is left to be done but by the host, and it is drawn. @returns how many messages the host was sent by then */
export async function untilDrawn(): Promise<number> {
  const { panelWork: work } = window;
  do {
    while (work.begun.size > 0) await work.progress();
    await work.nextFrame();
    await work.nextFrame();
  } while (work.begun.size > 0);
  return work.posted;
}

/** Until what was done by now is drawn. */
export async function untilNextFrame(): Promise<void> {
  await window.panelWork.nextFrame();
  await window.panelWork.nextFrame();
}
