/** Waiting for a panel to have asked for, received and drawn what it needs. */
import type { OpenPanel } from './panel-page';

const QUIET_MS = 150;
const LONGEST_MS = 8000;

/** Until no request has come for a while. @throws Error when the panel never rests */
export async function settled(panel: OpenPanel): Promise<void> {
  const startedAt = Date.now();
  let count = -1;
  while (count !== panel.requests.length) {
    if (Date.now() - startedAt > LONGEST_MS)
      throw new Error(`The panel still asks after ${panel.requests.length} requests.`);
    count = panel.requests.length;
    await panel.page.waitForTimeout(QUIET_MS);
  }
}
