/** Under the pictures: confidences of all classes, the way step by step, and where in the network the change grows. */
import type { AttackedOne, AttacksDescription } from '../../src/protocol/attack-questions';
import type { SourcePlace } from '../../src/protocol/manifest';
import { element, setAttribute } from '../common/elements';
import { Surface } from '../common/surface';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { drawChart } from './chart';
import { pathChart } from './charts';
import { type ClassConfidence, drawConfidences, ROW_PX, shownClasses } from './confidences';
import type { Growth } from './growth';
import { createGrowthList } from './growth-list';
import { finalOf, headline } from './words';

const CHART_PX = 210;

/** All classes of an attack, its own and the wanted one marked. */
export function confidencesOf(seen: AttackedOne, { classNames }: AttacksDescription): readonly ClassConfidence[] {
  const after = finalOf(seen);
  return shownClasses(
    classNames.map((name, at) => ({
      name,
      before: seen.clean[at] ?? NaN,
      after: after[at] ?? NaN,
      isMarked: at === seen.label || at === seen.options.target,
    })),
  );
}

export function createChartsRow(reveal: (place: SourcePlace) => void) {
  const confidences = new Surface();
  const path = new Surface();
  for (const { canvas } of [confidences, path]) canvas.setAttribute('role', 'img');
  const growth = createGrowthList(reveal);
  const part = (title: string, note: string, ...inside: readonly Node[]) =>
    element(
      'section',
      { class: 'part' },
      element('h2', { text: title }),
      element('p', { class: 'dim', text: note }),
      ...inside,
    );
  const parts = {
    confidences: part(t('Confidences'), t('% before (blue) and after (orange) the attack'), confidences.canvas),
    path: part(t('On the way'), t('from step to step of the attack'), path.canvas),
    growth: part(
      t('Where it grows'),
      t(
        'how far apart layers see both images: ‖h(x′) − h(x)‖ / ‖h(x)‖; orange: the attack, grey: noise of the same size',
      ),
      growth.element,
    ),
  };
  return {
    element: element('div', { class: 'charts' }, ...Object.values(parts)),
    update(
      seen: AttackedOne,
      grown: Growth,
      description: AttacksDescription,
      places: ReadonlyMap<string, SourcePlace>,
      selected: string | undefined,
      theme: Theme,
    ) {
      const chart = pathChart(seen, description, theme);
      // Before anything is measured: it takes a third of the room.
      parts.path.hidden = !chart;
      const classes = confidencesOf(seen, description);
      const words = headline(seen, description);
      setAttribute(confidences.canvas, 'aria-label', `${words.before} → ${words.after}`);
      const wide = widthOf(parts.confidences);
      confidences.draw(wide, classes.length * ROW_PX, (context) =>
        drawConfidences(context, classes, 0, 0, wide, theme),
      );
      if (chart) {
        setAttribute(path.canvas, 'aria-label', chart.lines.map(({ label }) => label).join(', '));
        const px = widthOf(parts.path);
        path.draw(px, CHART_PX, (context) =>
          drawChart(context, chart, { x: 0, y: 0, widthPx: px, heightPx: CHART_PX }, theme),
        );
      }
      growth.update(grown, places, selected, widthOf(parts.growth) - 132, theme);
    },
  };
}

const widthOf = (part: HTMLElement): number => Math.max(220, part.clientWidth);
