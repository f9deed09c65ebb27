/** What axe-core, the field's own audit, finds of a page: only what is serious or critical for somebody. */
import { source } from 'axe-core';
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}

interface Axe {
  run(options: { readonly resultTypes: readonly string[] }): Promise<{ readonly violations: Violation[] }>;
}

/** @returns one line each: rule, what it asks for, and the first elements that break it */
export async function seriousViolations(page: Page): Promise<string[]> {
  // A string that the debugger evaluates, which the page's content security policy has no say in.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: Axe };
    // What passes and what doesn't apply is counted, not described: that is most of the work.
    return (await axe.run({ resultTypes: ['violations'] })).violations;
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => {
      const shown = nodes.slice(0, 3).map(({ html }) => html.slice(0, 160));
      return `${id}: ${help} (${nodes.length}): ${shown.join(' · ')}`;
    });
}
