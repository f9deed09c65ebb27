/** What needs words instead of a picture: what is missing, why, and what to do about it. */
import type { Problem } from '../../src/base/problem';
import type { RunNote, SourcePlace } from '../../src/protocol/manifest';
import { createButton } from '../common/controls';
import { element } from '../common/elements';
import { formatCount } from '../common/format';
import { createPlaceLink } from '../common/place-link';
import { t } from '../common/words';
import { lastStepOf, type PanelState, type RunCommand } from './state';

export interface NoticeActions {
  readonly reveal: (place: SourcePlace) => void;
  readonly command: (command: RunCommand) => void;
  readonly dismiss: () => void;
  readonly readAgain: () => void;
}

export interface Notices {
  /** Above the timeline: failures, a crash, damage. */
  readonly banner: HTMLElement;
  /** In the place of the timeline, while there is none. */
  readonly placeholder: HTMLElement;
  update(state: PanelState): void;
}

export function createNotices(actions: NoticeActions): Notices {
  const banner = element('div', { class: 'notices', attributes: { role: 'status' } });
  const placeholder = element('div', { class: 'placeholder', attributes: { role: 'status' } });
  let told = '';
  return {
    banner,
    placeholder,
    update(state) {
      const { run } = state;
      const problem = run?.problem ?? run?.progress.problem;
      const facts = [
        run?.state,
        run?.progress.activity,
        problem,
        run?.damage,
        run?.manifest.notes,
        state.runProblem,
        state.requestProblem,
        hasTimeline(state),
        state.pendingCommand,
        run?.state === 'crashed' && lastStepOf(state),
      ];
      const next = JSON.stringify(facts);
      if (next === told) return;
      told = next;
      const shown = [
        ...(run?.state === 'failed' ? [failed(problem, actions)] : []),
        ...(run?.state === 'crashed' ? [crashed(state, actions)] : []),
        ...(run && run.state !== 'failed' && problem ? [notice('warning', [problemText(problem, actions)])] : []),
        ...(run && run.damage.length > 0 ? [damaged(run.damage)] : []),
        ...(run?.manifest.notes?.length ? [noted(run.manifest.notes, actions)] : []),
        ...(state.requestProblem ? [requestFailed(state.requestProblem, actions)] : []),
      ];
      banner.replaceChildren(...shown);
      banner.hidden = shown.length === 0;
      placeholder.hidden = hasTimeline(state);
      placeholder.replaceChildren(...(hasTimeline(state) ? [] : absence(state, actions)));
    },
  };
}

/** Whether there is anything that a timeline could show. */
export const hasTimeline = (state: PanelState): boolean => state.run !== undefined && lastStepOf(state) > 0;

type Tone = 'error' | 'warning' | 'info';

const notice = (tone: Tone, content: readonly Node[]): HTMLElement =>
  element(
    'div',
    { class: `notice ${tone}` },
    element('span', { class: 'notice-mark', attributes: { 'aria-hidden': 'true' } }),
    element('div', { class: 'notice-text' }, ...content),
  );

function failed(problem: Problem | undefined, actions: NoticeActions): HTMLElement {
  return notice(
    'error',
    [element('strong', { text: t('Training failed.') }), ...(problem ? [' ', problemText(problem, actions)] : [])].map(
      (part) => (typeof part === 'string' ? document.createTextNode(part) : part),
    ),
  );
}

function crashed(state: PanelState, actions: NoticeActions): HTMLElement {
  const words = t('The trainer ended without a word at step {step}. Everything recorded up to there is kept.', {
    step: formatCount(lastStepOf(state)),
  });
  const resume = createButton({
    label: t('Resume'),
    title: t('Go on from the newest checkpoint'),
    icon: 'resume',
    look: 'primary',
    onPress: () => actions.command('resume'),
  });
  resume.update({ enabled: state.pendingCommand === undefined });
  const made = notice('warning', [element('strong', { text: t('Crashed.') }), document.createTextNode(` ${words}`)]);
  made.append(resume.element);
  return made;
}

function damaged(damage: readonly string[]): HTMLElement {
  const list = element('ul', {}, ...damage.map((text) => element('li', { text })));
  const count =
    damage.length === 1
      ? t('A part of this run could not be read')
      : t('{count} parts of this run could not be read', { count: damage.length });
  return notice('warning', [
    element('details', {}, element('summary', { text: `${count}; ${t('the rest is shown')}` }), list),
  ]);
}

/** What is not wrong, and good to know; folded, since it stays for as long as the run is shown. */
function noted(notes: readonly RunNote[], { reveal }: NoticeActions): HTMLElement {
  const items = notes.map(({ step, message, place }) => {
    const from = t('from step {step} on', { step: formatCount(step) });
    return element('li', {}, ...(place ? [createPlaceLink(place, reveal), ' '] : []), `${message} (${from})`);
  });
  const summary =
    notes.length === 1 ? t('A note on this run') : t('{count} notes on this run', { count: notes.length });
  return notice('info', [element('details', {}, element('summary', { text: summary }), element('ul', {}, ...items))]);
}

function requestFailed(problem: Problem, actions: NoticeActions): HTMLElement {
  const made = notice('error', [problemText(problem, actions)]);
  made.append(
    createButton({
      label: t('Dismiss'),
      title: t('Put this message away'),
      look: 'secondary',
      onPress: actions.dismiss,
    }).element,
  );
  return made;
}

/** The sentence, the place as a link, the remedy. */
function problemText(problem: Problem, { reveal }: NoticeActions): HTMLElement {
  const text = element('span', { text: problem.message });
  if (problem.file) {
    const place: SourcePlace = { file: problem.file, line: problem.line ?? 1, column: problem.column ?? 1 };
    text.append(' ', createPlaceLink(place, reveal, problem.line !== undefined));
  }
  if (problem.remedy) text.append(element('span', { class: 'remedy', text: ` ${problem.remedy}` }));
  return text;
}

function absence(state: PanelState, actions: NoticeActions): HTMLElement[] {
  const { run, runProblem } = state;
  if (runProblem && !run) {
    const again = createButton({
      label: t('Try again'),
      title: t('Read the run again'),
      look: 'primary',
      onPress: actions.readAgain,
    });
    return [
      element('h2', { text: t('This run can’t be shown') }),
      element('p', {}, problemText(runProblem, actions)),
      again.element,
    ];
  }
  if (!run) return [...waiting(t('Reading the run…'))];
  switch (run.state) {
    case 'starting':
      return waiting(
        run.progress.activity ? sentence(run.progress.activity) : t('Starting…'),
        run.manifest.dataset.description,
      );
    case 'training':
      return waiting(t('Taking the first steps…'), t('The timeline begins with the first record.'));
    case 'failed':
      return [
        element('h2', { text: t('Nothing was recorded') }),
        element('p', { text: t('Training failed before its first step.') }),
      ];
    default:
      return [
        element('h2', { text: t('Nothing was recorded') }),
        element('p', { text: t('The run ended before its first step.') }),
      ];
  }
}

function waiting(title: string, detail = ''): HTMLElement[] {
  return [
    element('div', { class: 'waiting', attributes: { 'aria-hidden': 'true' } }),
    element('h2', { text: title }),
    ...(detail ? [element('p', { class: 'dim', text: detail })] : []),
  ];
}

/** "reading Fashion-MNIST" → "Reading Fashion-MNIST…". */
const sentence = (activity: string): string =>
  `${activity.charAt(0).toLocaleUpperCase()}${activity.slice(1)}${/[.…!?]$/.test(activity) ? '' : '…'}`;
