/** What axe-core, the field's own audit, finds of a page: only what is serious or critical for a reader. */
import { source } from 'axe-core';
import type { Page } from 'playwright-core';
import { TESTED_THEMES, type ThemeName } from './themes';

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

interface Axe {
  run(options: {
    readonly resultTypes: readonly string[];
    readonly runOnly?: readonly string[];
  }): Promise<{ readonly violations: Violation[] }>;
}

/** The rules that hang on colours; the others find the same in every theme, and are tried in the first one only. */
const OF_COLOURS = ['color-contrast'];

/**
 * @param theme in which the page is shown
 * @returns one line each: rule, what it asks for, and the first elements that break it
 */
export async function seriousViolations(page: Page, theme: ThemeName = 'dark'): Promise<string[]> {
  const rules = theme === TESTED_THEMES[0] ? {} : { runOnly: OF_COLOURS };
  // A string that the debugger evaluates, which the page's content security policy has no say in.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const violations = await page.evaluate(async (only) => {
    const { axe } = window as unknown as { axe: Axe };
    // What passes and what doesn't apply is counted, not described: that is most of the work.
    return (await axe.run({ resultTypes: ['violations'], ...only })).violations;
  }, rules);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => {
      const shown = nodes.slice(0, 3).map(({ html }) => html.slice(0, 160));
      return `${id}: ${help} (${nodes.length}): ${shown.join(' · ')}`;
    });
}
