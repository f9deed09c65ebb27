/** The lane above all tracks for what was diagnosed: one mark a finding, where the trouble began. Most runs have none. */
import type { Finding } from '../../src/protocol/findings';
import { element, setText } from '../common/elements';
import { formatCount } from '../common/format';
import { t } from '../common/words';
import { stepScale } from './plot';
import { type PanelMessage, type PanelState, playheadStep, visibleWindow } from './state';

/** A mark's room ends where the next one begins; a little of its text is left even then. */
const WIDEST_PX = 200;
const NARROWEST_PX = 22;
const GAP_PX = 3;

export interface FindingsLane {
  readonly element: HTMLElement;
  /** @param plotWidthPx of the tracks' plots */
  update(state: PanelState, plotWidthPx: number): void;
}

export function createFindingsLane(send: (message: PanelMessage) => void): FindingsLane {
  const marks = element('div', { class: 'finding-marks' });
  const nothing = element('p', { class: 'dim no-findings', text: t('none: nothing is diagnosed yet') });
  const lane = element(
    'section',
    { class: 'findings', attributes: { 'aria-label': t('Findings') } },
    element('h2', { text: t('Findings') }),
    nothing,
    marks,
  );
  let told: readonly unknown[] = [];
  return {
    element: lane,
    update(state, plotWidthPx) {
      const findings = state.run?.findings ?? [];
      const { from, to } = visibleWindow(state);
      // Without a finding nothing here follows the playhead.
      const at = findings.length > 0 ? playheadStep(state) : 0;
      const facts = [state.run?.findings, from, to, plotWidthPx, at];
      if (facts.every((fact, index) => fact === told[index]) && told.length > 0) return;
      told = facts;
      nothing.hidden = findings.length > 0;
      const shown = placeFindings(findings, { from, to }, plotWidthPx);
      const focused = [...marks.children].indexOf(document.activeElement ?? marks);
      marks.replaceChildren(...shown.map((placed) => createMark(placed, at, send)));
      (marks.children[focused] as HTMLElement | undefined)?.focus();
    },
  };
}

export interface PlacedFinding {
  readonly finding: Finding;
  readonly x: number;
  readonly roomPx: number;
}

/** Those that began in the window, from left to right, none over another. */
export function placeFindings(
  findings: readonly Finding[],
  { from, to }: { readonly from: number; readonly to: number },
  plotWidthPx: number,
): readonly PlacedFinding[] {
  const x = stepScale({ from, to }, 0, plotWidthPx);
  const seen = findings
    .filter(({ begunAtStep }) => begunAtStep >= from && begunAtStep <= to)
    .sort((one, other) => one.begunAtStep - other.begunAtStep);
  return seen.map((finding, index) => {
    const left = x(finding.begunAtStep);
    const next = seen[index + 1];
    const room = next ? x(next.begunAtStep) - left - GAP_PX : WIDEST_PX;
    return { finding, x: left, roomPx: Math.max(NARROWEST_PX, Math.min(WIDEST_PX, room)) };
  });
}

function createMark({ finding, x, roomPx }: PlacedFinding, at: number, send: (message: PanelMessage) => void) {
  const { title, severity, begunAtStep, noticedAtStep } = finding;
  const kind = severity === 'error' ? t('error') : t('warning');
  const mark = element('button', {
    // What began after the playhead is its future.
    class: `finding ${severity}${begunAtStep > at ? ' future' : ''}`,
    title: t('{title} ({severity}): began at step {begun}, noticed at step {noticed}', {
      title,
      severity: kind,
      begun: formatCount(begunAtStep),
      noticed: formatCount(noticedAtStep),
    }),
    attributes: { type: 'button' },
  });
  setText(mark, title);
  mark.style.left = `${x}px`;
  mark.style.maxWidth = `${roomPx}px`;
  mark.addEventListener('click', () => send({ kind: 'playheadMoved', step: begunAtStep }));
  return mark;
}
