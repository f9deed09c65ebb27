/** Waiting for a panel to have asked for, received and drawn what it needs. */
import type { OpenPanel } from './panel-page';

const QUIET_MS = 150;
/** On a busy machine a page that was just opened takes a while to ask its first question. One that is hidden asks none. */
const FIRST_REQUEST_MS = 3000;
const LONGEST_MS = 25_000;

/**
 * Until no request has come for a while, and what was answered is drawn: the page's two next frames come after every
 * message that was sent to it before. @throws Error when the panel never rests
 */
export async function settled(panel: OpenPanel<unknown, never>): Promise<void> {
  const startedAt = Date.now();
  let count = -1;
  const waitedMs = () => Date.now() - startedAt;
  while (count !== panel.requests.length || (count === 0 && waitedMs() < FIRST_REQUEST_MS)) {
    if (waitedMs() > LONGEST_MS) throw new Error(`The panel still asks after ${panel.requests.length} requests.`);
    count = panel.requests.length;
    await panel.page.waitForTimeout(QUIET_MS);
    await panel.page.evaluate(nextFrames);
  }
}

/** Presses, and waits for the frame that draws what the keys did. */
export async function press(panel: OpenPanel, ...keys: string[]): Promise<void> {
  for (const key of keys) await panel.page.keyboard.press(key);
  await panel.page.evaluate(nextFrames);
}

const nextFrames = () =>
  new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
