/** What an editor shows of a run at the ends of lines, and the way to one of them. */
import { openInFirstGroup } from './training-runs';
import type { Workbench } from './workbench';

export interface WantedPreview {
  /** Of the line in the editor, and of the picture at its end, an SVG. */
  readonly line: RegExp;
  readonly picture: RegExp;
}

/** Waits for a preview, and returns its SVG. */
export async function preview(workbench: Workbench, { line, picture }: WantedPreview): Promise<string> {
  const found = await workbench.page.waitForFunction(
    ([lineSource, pictureSource]) => {
      for (const viewLine of document.querySelectorAll('.view-line')) {
        if (!new RegExp(lineSource).test((viewLine.textContent ?? '').replaceAll('\u00a0', ' '))) continue;
        for (const span of viewLine.querySelectorAll('span')) {
          const encoded = /svg\+xml;base64,([^"')]+)/.exec(getComputedStyle(span, '::after').content)?.[1];
          if (!encoded) continue;
          const svg = new TextDecoder().decode(Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0)));
          if (new RegExp(pictureSource).test(svg)) return svg;
        }
      }
      return undefined;
    },
    [line.source, picture.source] as const,
    { polling: 250 },
  );
  return String(await found.jsonValue());
}

export const countPreviews = (workbench: Workbench): Promise<number> =>
  workbench.page.evaluate(
    () =>
      [...document.querySelectorAll('.view-line span')].filter((span) =>
        getComputedStyle(span, '::after').content.includes('svg+xml'),
      ).length,
  );

export async function goToLine(workbench: Workbench, file: string, line: number): Promise<void> {
  await openInFirstGroup(workbench, file);
  await workbench.page.keyboard.press('Control+G');
  const input = workbench.page.locator('.quick-input-widget:visible input').first();
  // Behind the spaces at its beginning, which make nothing.
  await input.fill(`:${line}:8`);
  await input.press('Enter');
  await workbench.statusBarItem(new RegExp(`Ln ${line},`)).waitFor();
}

export const lineOf = (source: string, words: string): number =>
  source.split('\n').findIndex((line) => line.includes(words)) + 1;
