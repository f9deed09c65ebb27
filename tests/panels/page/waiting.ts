/** Waiting for a panel to have asked for, received and drawn what it needs. */
import { untilDrawn, untilNextFrame } from './in-page';
import type { OpenPanel } from './panel-tab';

/**
 * Until the panel has nothing left to do by itself: all that it asked is answered, and what was answered is drawn.
 * @throws Error when an answer does not come
 */
export async function settled({ page, traffic }: OpenPanel<unknown, never>): Promise<void> {
  let [posted, sent] = [0, -1];
  do {
    await traffic.atRest(posted);
    sent = traffic.sent;
    posted = await page.evaluate(untilDrawn);
  } while (!traffic.isAtRest || traffic.received < posted || traffic.sent > sent);
}

/** Presses, and waits for the frame that draws what the keys did. */
export async function press(panel: OpenPanel, ...keys: string[]): Promise<void> {
  for (const key of keys) await panel.page.keyboard.press(key);
  await panel.page.evaluate(untilNextFrame);
}
