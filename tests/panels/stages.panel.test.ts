/** A training in stages: where they change, what they are called, and which one the playhead is in. */
import { describe, expect, test } from 'vitest';
import { autoencoderRun } from './fixture-runs';
import { openedPanels, SHOTS } from './opened-panels';
import { RecordedRun } from './recorded-run';
import { TESTED_THEMES } from './themes';

const panels = openedPanels();

/** Two autoencoders one after the other, then both as one. */
function stagedRun(): RecordedRun {
  const run = autoencoderRun();
  const stages = [
    { name: 'autoencoder 1', firstStep: 1, lastStep: 3000 },
    { name: 'autoencoder 2', firstStep: 3001, lastStep: 6000 },
    { name: 'fine-tuning', firstStep: 6001, lastStep: 9000 },
  ];
  return new RecordedRun({ ...run.records, manifest: { ...run.records.manifest, stages } }, run.lastStep);
}

describe.each(TESTED_THEMES)('in %s', (theme) => {
  test('a line stands where one stage ends and the next begins, and the pane says which one it is', async () => {
    const { page, complaints } = await panels.openRun(stagedRun(), {
      theme,
      kept: { arrangement: { playhead: { kind: 'at', step: 4500 } } },
    });
    await expect.poll(() => page.locator('.pane-title').textContent()).toContain('stage 2 of 3, autoencoder 2');
    const lines = page.locator('.stage-boundary');
    const [layer, ...places] = await Promise.all([
      page.locator('.playhead-layer').boundingBox(),
      ...[0, 1].map((at) => lines.nth(at).boundingBox()),
    ]);
    const playhead = await page.locator('.playhead').boundingBox();
    // A third and two thirds of the way, with the playhead in the middle between them.
    expect(await lines.count()).toBe(2);
    expect(playhead!.x - places[0]!.x).toBeCloseTo(places[1]!.x - playhead!.x, -1);
    expect((places[1]!.x - layer!.x) / (places[0]!.x - layer!.x)).toBeCloseTo(2, 1);
    await page.screenshot({ path: `${SHOTS}/stages-${theme}.png` });
    expect(complaints).toEqual([]);
  });
});

test('where only one stage is in sight no line is, and its name stays', async () => {
  const { page } = await panels.openRun(stagedRun(), {
    kept: { arrangement: { zoom: { kind: 'span', from: 3500, to: 5000 }, playhead: { kind: 'at', step: 4000 } } },
  });
  await expect.poll(() => page.locator('.stage-boundary:visible').count()).toBe(0);
  await expect.poll(() => page.locator('.pane-title').textContent()).toContain('autoencoder 2');
});
