/** The lane above all tracks for what was diagnosed: one mark a finding, where the trouble began. Most runs have none. */
import { element, setText } from '../common/elements';
import { formatCount } from '../common/format';
import { t } from '../common/words';
import { stepScale } from './plot';
import { type PanelMessage, type PanelState, visibleWindow } from './state';

export interface FindingsLane {
  readonly element: HTMLElement;
  /** @param plotWidthPx of the tracks' plots */
  update(state: PanelState, plotWidthPx: number): void;
}

export function createFindingsLane(send: (message: PanelMessage) => void): FindingsLane {
  const marks = element('div', { class: 'finding-marks' });
  const nothing = element('p', { class: 'dim no-findings', text: t('No findings: nothing is diagnosed yet') });
  const lane = element(
    'section',
    { class: 'findings', attributes: { 'aria-label': t('Findings') } },
    element('h3', { text: t('Findings') }),
    nothing,
    marks,
  );
  let told: readonly unknown[] = [];
  return {
    element: lane,
    update(state, plotWidthPx) {
      const findings = state.run?.findings ?? [];
      const { from, to } = visibleWindow(state);
      const facts = [state.run?.findings, from, to, plotWidthPx];
      if (facts.every((fact, at) => fact === told[at]) && told.length > 0) return;
      told = facts;
      nothing.hidden = findings.length > 0;
      const x = stepScale({ from, to }, 0, plotWidthPx);
      const shown = findings.filter(({ begunAtStep }) => begunAtStep >= from && begunAtStep <= to);
      marks.replaceChildren(
        ...shown.map(({ title, severity, begunAtStep, noticedAtStep }) => {
          const mark = element('button', {
            class: `finding ${severity}`,
            title: t('{title}: began at step {begun}, noticed at step {noticed}', {
              title,
              begun: formatCount(begunAtStep),
              noticed: formatCount(noticedAtStep),
            }),
            attributes: { type: 'button' },
          });
          setText(mark, title);
          mark.style.left = `${x(begunAtStep)}px`;
          mark.addEventListener('click', () => send({ kind: 'playheadMoved', step: begunAtStep }));
          return mark;
        }),
      );
    },
  };
}
