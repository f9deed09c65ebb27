/** The whole panel with every kind of track, at every width that people have and in every theme; pictures to look at. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { classesRun, errorsRun } from './class-fixtures';
import { openedPanels, SHOTS } from './opened-panels';
import { TESTED_THEMES } from './themes';
import { settled } from './waiting';

const { openRun } = openedPanels();
const WIDTHS = [900, 1100, 1400, 1900];
const RUNS = { classes: classesRun, errors: errorsRun };

const CASES = TESTED_THEMES.flatMap((theme) => (['classes', 'errors'] as const).map((name) => ({ theme, name })));

test.for(CASES)('$name, $theme: nothing is cut or lies over something else', async ({ theme, name }) => {
  const run = RUNS[name]();
  const panel = await openRun(run, { theme });
  for (const width of WIDTHS) {
    await panel.page.setViewportSize({ width, height: 1000 });
    await settled(panel);
    await panel.page.screenshot({ path: `${SHOTS}/${name}-${theme}-${width}.png`, fullPage: true });
    await expect
      .poll(() => panel.page.evaluate(cutTexts), { message: `${width} pixels wide`, timeout: 4000 })
      .toEqual([]);
  }
  expect(panel.complaints).toEqual([]);
});

test.for(['classes', 'errors'] as const)('%s in Portuguese, whose words are longer', async (name) => {
  const words = JSON.parse(readFileSync('l10n/bundle.l10n.pt-br.json', 'utf8')) as Record<string, string>;
  const panel = await openRun(RUNS[name](), { words });
  for (const width of WIDTHS) {
    await panel.page.setViewportSize({ width, height: 1000 });
    await settled(panel);
    await panel.page.screenshot({ path: `${SHOTS}/${name}-pt-br-${width}.png`, fullPage: true });
    await expect
      .poll(() => panel.page.evaluate(cutTexts), { message: `${width} pixels wide`, timeout: 4000 })
      .toEqual([]);
  }
});

/** Texts that don't fit into what holds them. Long file names are cut on purpose, and keep their line's number. */
function cutTexts(): string[] {
  return [...document.querySelectorAll<HTMLElement>('dt, dd span, th, td, h1, h2, h3, p, .heat-name')]
    .filter(
      (part) => part.checkVisibility() && !part.closest('.heard-only') && getComputedStyle(part).display !== 'inline',
    )
    .filter((part) => part.scrollWidth > part.clientWidth + 1)
    .map((part) => `${part.tagName} ${part.className}: ${part.textContent}`);
}
