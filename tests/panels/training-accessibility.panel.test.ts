/** The panel for those who see little, hear it, or have no mouse: an audit of each part in each theme, and paths by keyboard. */
import { describe, expect, test } from 'vitest';
import { accessibilityProblems } from './page/accessibility';
import { seriousViolations } from './page/axe';
import { classesRun, errorsRun } from './fixtures/class-fixtures';
import { ganRun } from './fixtures/fixture-runs';
import { trainingPanels } from './page/opened-panels';
import type { PanelOptions } from './page/panel-browser';
import type { OpenPanel } from './page/panel-tab';
import type { RecordedRun } from './fixtures/recorded-run';
import { answerFrom } from './fixtures/training-host';
import { press, settled } from './page/waiting';
import { TESTED_THEMES, type ThemeName } from './page/themes';

const { openRun } = trainingPanels();

const FINDINGS = [
  { title: '3 classes missing', severity: 'warning', begunAtStep: 900, noticedAtStep: 1400 },
  { title: 'Discriminator is winning', severity: 'error', begunAtStep: 6000, noticedAtStep: 6200 },
] as const;

/** Everything at once: notes, damage, findings, a second run, a span, the tables. */
const all = (run: RecordedRun, other: RecordedRun): Partial<PanelOptions> => {
  const answer = answerFrom(run, 'png', new Map([['/runs/calm', other]]));
  run.damage = ['events.out.tfevents.1: the last record is torn; everything before it was read.'];
  run.records.manifest.notes = [{ step: 1200, message: 'This training step can’t be compiled.' }];
  return {
    answer: (request) => (request.kind === 'readRun' ? { ...run.read(), findings: FINDINGS } : answer(request)),
  };
};

const audited = async (panel: OpenPanel, what: string) => {
  await settled(panel);
  expect(await panel.page.evaluate(accessibilityProblems), what).toEqual([]);
};

const auditedByAxe = async (panel: OpenPanel, theme: ThemeName, what: string) => {
  await audited(panel, what);
  expect(await seriousViolations(panel.page, theme), `${what}, axe-core`).toEqual([]);
};

describe.for(TESTED_THEMES)('an audit finds nothing, %s', (theme) => {
  test.for([
    ['classes drawn, beliefs, rows of layers', classesRun],
    ['errors by pixel and by class, codings', errorsRun],
  ] as const)('%s, alone and beside a second run', async ([, runOf]) => {
    const run = runOf();
    const panel = await openRun(run, { theme, ...all(run, runOf()) });
    await audited(panel, 'as it opens');
    await press(panel, 't');
    await audited(panel, 'with tables');
    await press(panel, 'Home', 's', 'PageUp', 's');
    await auditedByAxe(panel, theme, 'with tables and a span');
    await press(panel, 'c');
    await audited(panel, 'with tables of two runs');
    await press(panel, 't');
    await auditedByAxe(panel, theme, 'with a second run');
    await panel.page.locator('.fold').first().click();
    await audited(panel, 'with a folded track');
  });

  test('failed, and before there is anything to draw', async () => {
    const run = ganRun();
    run.state = 'failed';
    run.problem = { message: 'The loss became NaN at step 6,400.', remedy: 'Lower the rate.', blame: 'experiment' };
    await auditedByAxe(await openRun(run, { theme }), theme, 'failed');
    const early = ganRun();
    Object.assign(early, { state: 'starting', activity: 'reading Fashion-MNIST', lastStep: -1 });
    await auditedByAxe(await openRun(early, { theme }), theme, 'starting');
  });
});

test('axe-core sees what it is shown', async () => {
  const panel = await openRun(ganRun());
  await panel.page.evaluate(() => document.body.append(Object.assign(new Image(), { src: 'data:,' })));
  expect(await seriousViolations(panel.page)).toEqual([expect.stringMatching(/^image-alt: /)]);
});

describe('by keyboard', () => {
  test('Tab reaches every control in the order in which they stand, and each shows that it has the focus', async () => {
    const run = errorsRun();
    const panel = await openRun(run, all(run, errorsRun()));
    await press(panel, 't');
    await settled(panel);
    const wanted = await panel.page.evaluate(
      () =>
        [...document.querySelectorAll<HTMLElement>('button, vscode-button, summary, [tabindex="0"]')].filter(
          (part) => part.checkVisibility({ visibilityProperty: true }) && !part.hasAttribute('disabled'),
        ).length,
    );
    const seen: { name: string; ring: boolean; y: number }[] = [];
    for (let turn = 0; turn < wanted; turn++) {
      await panel.page.keyboard.press('Tab');
      seen.push(await panel.page.evaluate(focusedPart));
    }
    expect(seen.filter(({ ring }) => !ring)).toEqual([]);
    expect(new Set(seen.map(({ name, y }) => `${name} ${y}`)).size).toBe(wanted);
  });

  test('the pictures’ tiles are said one after another', async () => {
    const panel = await openRun(ganRun());
    const wall = panel.page.getByRole('img', { name: /^Samples: 64 fixed codings/ });
    await wall.focus();
    await press(panel, 'ArrowRight', 'ArrowRight', 'ArrowDown');
    await expect.poll(() => panel.page.locator('[aria-live=polite] .magnifier-label').textContent()).toBe('number 10');
    await panel.page.keyboard.press('Tab');
    await expect.poll(() => panel.page.locator('.magnifier').isVisible()).toBe(false);
  });

  test('a finding leads to its step and keeps the focus', async () => {
    const run = ganRun();
    const panel = await openRun(run, all(run, ganRun()));
    await panel.page.getByRole('button', { name: '3 classes missing' }).focus();
    await press(panel, 'Enter');
    await expect.poll(() => panel.page.getByRole('slider').getAttribute('aria-valuenow')).toBe('900');
    expect(await panel.page.evaluate(() => document.activeElement?.textContent)).toBe('3 classes missing');
  });

  test('the table leads to its steps, one after another', async () => {
    const panel = await openRun(ganRun());
    await press(panel, 't');
    await settled(panel);
    const step = (name: string) =>
      panel.page.locator('.values-table').getByRole('button', { name, exact: true }).first();
    await step('8,990').focus();
    await press(panel, 'Enter');
    await expect.poll(() => panel.page.getByRole('slider').getAttribute('aria-valuenow')).toBe('8990');
    await settled(panel);
    await expect.poll(() => panel.page.evaluate(() => document.activeElement?.textContent)).toBe('8,990');
  });
});

describe('as the reader’s system asks', () => {
  test('nothing moves by itself with reduced motion', async () => {
    const run = ganRun();
    Object.assign(run, { state: 'training', stepsPerSecond: 417 });
    const panel = await openRun(run);
    const running = () => panel.page.evaluate(() => document.getAnimations().length);
    expect(await running(), 'a run in training breathes').toBeGreaterThan(0);
    await panel.page.emulateMedia({ reducedMotion: 'reduce' });
    await expect.poll(running).toBe(0);
    await panel.page.emulateMedia({ reducedMotion: 'no-preference' });
    await panel.page.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
    await expect.poll(running).toBe(0);
  });

  test('with forced colours, what is said by a colour is still to be seen', async () => {
    for (const runOf of [classesRun, errorsRun]) {
      const run = runOf();
      run.state = 'training';
      const panel = await openRun(run, { theme: 'hc-dark', ...all(run, runOf()) });
      await panel.page.emulateMedia({ forcedColors: 'active' });
      await press(panel, 'Home', 's', 'PageUp', 's');
      await settled(panel);
      await expect.poll(() => panel.page.evaluate(unseenShapes)).toEqual([]);
    }
  });
});

/** The part that has the focus, and whether it shows that: in the shadow of a control, where it is one of VS Code's. */
function focusedPart(): { name: string; ring: boolean; y: number } {
  const part = document.activeElement as HTMLElement;
  const inner = part.shadowRoot?.activeElement ?? part;
  const rings = [part, inner].map((each) => {
    const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(each);
    return (
      (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) ||
      boxShadow !== 'none' ||
      borderColor === 'rgb(0, 120, 212)'
    );
  });
  const { x, y } = part.getBoundingClientRect();
  return {
    name: part.getAttribute('aria-label') ?? part.textContent ?? '',
    ring: rings.includes(true),
    y: x + y + scrollY,
  };
}

/** Shapes made of a background only, which forced colours would take away. */
function unseenShapes(): string[] {
  const shapes =
    '.state-dot, .share-bar, .share-interval, .heat-value-bar, .heat-bar, .scale-bar, .playhead, .selected-span, .progress-done';
  return [...document.querySelectorAll<HTMLElement>(shapes)]
    .filter((part) => part.checkVisibility() && part.getBoundingClientRect().width > 0)
    .filter((part) => {
      const { backgroundColor, backgroundImage, borderLeftWidth, forcedColorAdjust } = getComputedStyle(part);
      const canvas = getComputedStyle(document.body).backgroundColor;
      const isGone = backgroundColor === canvas || backgroundColor === 'rgba(0, 0, 0, 0)';
      return isGone && backgroundImage === 'none' && borderLeftWidth === '0px' && forcedColorAdjust === 'auto';
    })
    .map((part) => part.className);
}
