/**
 * Pictures of panels that are compared with kept ones, in tests/golden/panels. What differs in a place is what counts: a label that
 * is gone lies together, what another version of the browser rounds otherwise is scattered.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { decode, encode } from 'fast-png';
import pixelmatch from 'pixelmatch';
import { OUT, ROOT } from '../../../scripts/lib/places.mjs';
import { sharedBrowser } from './panel-browser';
import type { OpenPanel } from './panel-tab';
import { settled } from './waiting';

export const GOLDEN = path.join(ROOT, 'tests/golden/panels');
/** What was made anew, and what differs, where something does. */
const FOUND = path.join(OUT, 'golden');
const MADE_WITH = path.join(GOLDEN, 'made-with.json');

/** Whether pictures and answers are made anew and kept, in place of being compared. */
export const isRenewing = process.env.GIBBON_RENEW_GOLDEN === '1';
export const RENEW = 'GIBBON_RENEW_GOLDEN=1 npx vitest run --project panels golden';

/** How far a colour may be from the kept one: 1 is black against white. */
const SAME_COLOUR = 0.08;
/** Of a square of so many pixels a side, … */
const PLACE_PX = 24;
/** … so many may differ, */
const MOST_IN_PLACE = 30;
/** and of all so many. */
const MOST_SHARE = 0.002;

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** @throws Error that says how much differs, where to look, and how to renew it */
export async function expectGolden(panel: OpenPanel<unknown, never>, name: string): Promise<void> {
  await settled(panel);
  const png = await panel.page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' });
  const running = (await sharedBrowser()).version;
  const file = path.join(GOLDEN, `${name}.png`);
  if (isRenewing) {
    mkdirSync(GOLDEN, { recursive: true });
    writeFileSync(file, png);
    writeFileSync(MADE_WITH, `${JSON.stringify({ chromium: running }, undefined, 2)}\n`);
    return;
  }
  const files = Object.fromEntries(
    ['actual', 'difference'].map((what) => [what, path.join(FOUND, `${name}.${what}.png`)] as const),
  ) as Record<'actual' | 'difference', string>;
  for (const old of Object.values(files)) rmSync(old, { force: true });
  const kept = existsSync(file) ? pictureFrom(readFileSync(file)) : undefined;
  const found = pictureFrom(png);
  const { said, difference } = compared(kept, found);
  if (said === undefined) return;
  mkdirSync(FOUND, { recursive: true });
  writeFileSync(files.actual, png);
  if (difference) writeFileSync(files.difference, encode({ ...found, data: difference, channels: 4, depth: 8 }));
  const { chromium } = JSON.parse(readFileSync(MADE_WITH, 'utf8')) as { readonly chromium: string };
  throw new Error(
    [
      `${name} does not look as it did: ${said}.`,
      `Kept: ${path.relative(ROOT, file)}, made with Chromium ${chromium}; this is ${running}.`,
      `Now: ${path.relative(ROOT, files.actual)}${difference ? `; what differs: ${path.relative(ROOT, files.difference)}` : ''}.`,
      `If it looks as it should, renew them all: ${RENEW}`,
    ].join('\n'),
  );
}

function compared(
  kept: Picture | undefined,
  found: Picture,
): { readonly said?: string; readonly difference?: Uint8Array } {
  const { width, height } = found;
  if (!kept) return { said: 'there is no kept picture' };
  if (kept.width !== width || kept.height !== height)
    return { said: `it was ${kept.width} × ${kept.height} pixels and is ${width} × ${height}` };
  const difference = new Uint8Array(width * height * 4);
  const settings = { threshold: SAME_COLOUR };
  const count = pixelmatch(kept.rgba, found.rgba, difference, width, height, settings);
  const together = pixelmatch(kept.rgba, found.rgba, undefined, width, height, { ...settings, windowSize: PLACE_PX });
  const share = count / (width * height);
  if (share <= MOST_SHARE && together <= MOST_IN_PLACE) return {};
  const limits = `at most ${(100 * MOST_SHARE).toFixed(2)} % and ${MOST_IN_PLACE} may`;
  return {
    said: `${(100 * share).toFixed(3)} % of its pixels differ, and ${together} within one square of ${PLACE_PX} × ${PLACE_PX} (${limits})`,
    difference,
  };
}

function pictureFrom(png: Uint8Array): Picture {
  const { width, height, channels, data } = decode(png);
  if (channels === 4) return { width, height, rgba: Uint8Array.from(data) };
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++)
    for (let channel = 0; channel < 3; channel++) rgba[4 * pixel + channel] = data[channels * pixel + channel] ?? 0;
  return { width, height, rgba };
}
