/** The whole Training panel with every kind of track, at every width that people have: nothing is cut, nothing scrolls by itself. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { classesRun, errorsRun } from './fixtures/class-fixtures';
import { trainingPanels } from './page/opened-panels';
import { TESTED_THEMES } from './page/themes';
import { settled } from './page/waiting';

const { openRun } = trainingPanels();
const WIDTHS = [500, 700, 900, 1100, 1400, 1900];
/** In which no text may be cut: below, columns of figures scroll. */
const WIDE_ENOUGH = 900;
const RUNS = { classes: classesRun, errors: errorsRun };
const PORTUGUESE = JSON.parse(readFileSync('l10n/bundle.l10n.pt-br.json', 'utf8')) as Record<string, string>;

// Themes differ in their borders, languages in the lengths of their words.
test.for(
  TESTED_THEMES.flatMap((theme) => [
    { name: 'classes', theme, words: {}, language: 'English' } as const,
    { name: 'errors', theme, words: PORTUGUESE, language: 'Portuguese' } as const,
  ]),
)('$name in $language, $theme: nothing is cut, lies over something else or scrolls by itself', async (shown) => {
  const panel = await openRun(RUNS[shown.name](), shown);
  const { page } = panel;
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 1000 });
    await settled(panel);
    if (width >= WIDE_ENOUGH) expect(await page.evaluate(cutTexts), `${width} pixels wide`).toEqual([]);
    expect(await page.evaluate(scrollBars), `${width} pixels wide`).toEqual({ across: false, inside: 0 });
  }
});

function scrollBars(): { across: boolean; inside: number } {
  const { documentElement: page } = document;
  const scrolls = (part: Element) =>
    part.scrollHeight > part.clientHeight && /auto|scroll/.test(getComputedStyle(part).overflowY);
  return {
    across: page.scrollWidth > page.clientWidth,
    inside: [...document.querySelectorAll('*')].filter((part) => part !== page && scrolls(part)).length,
  };
}

/** Texts that don't fit into what holds them. Long file names are cut on purpose, and keep their line's number. */
function cutTexts(): string[] {
  return [...document.querySelectorAll<HTMLElement>('dt, dd span, th, td, h1, h2, h3, p, .heat-name')]
    .filter(
      (part) => part.checkVisibility() && !part.closest('.heard-only') && getComputedStyle(part).display !== 'inline',
    )
    .filter((part) => part.scrollWidth > part.clientWidth + 1)
    .map((part) => `${part.tagName} ${part.className}: ${part.textContent}`);
}
