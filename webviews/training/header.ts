/** The panel's head: what the run is, how far it has come, what it costs, and the buttons that apply now. */
import { assertNever } from '../../src/base/assert-never';
import type { RunManifest, RunState } from '../../src/protocol/manifest';
import { createButton } from '../common/controls';
import { element, setAttribute, setText } from '../common/elements';
import { formatCount, formatDuration, formatEpoch, formatShare } from '../common/format';
import { stateName } from '../common/state-name';
import { t } from '../common/words';
import type { PictureButtons } from './picture-buttons';
import { epochAt, isGrowing, lastStepOf, type PanelState, type RunCommand } from './state';

export interface HeaderActions {
  readonly command: (command: RunCommand) => void;
  readonly compare: () => void;
  readonly showWholeRun: () => void;
  readonly toggleTable: () => void;
  /** The timeline as it stands. */
  readonly pictureButtons: PictureButtons;
}

export interface Header {
  readonly element: HTMLElement;
  update(state: PanelState): void;
}

export function createHeader(actions: HeaderActions): Header {
  const dot = element('span', { class: 'state-dot data-colour', attributes: { 'aria-hidden': 'true' } });
  const name = element('h1');
  const status = element('p', { class: 'status' });
  const bar = element('div', { class: 'progress-done data-colour' });
  const progress = element(
    'div',
    { class: 'progress', attributes: { role: 'progressbar', 'aria-label': t('Steps done'), 'aria-valuemin': '0' } },
    bar,
  );
  const pause = createButton({
    label: t('Pause'),
    title: t('Pause training after the step under way'),
    icon: 'pause',
    look: 'secondary',
    onPress: () => actions.command('pause'),
  });
  const resume = createButton({
    label: t('Resume'),
    title: t('Go on training from where it stopped'),
    icon: 'resume',
    look: 'primary',
    onPress: () => actions.command('resume'),
  });
  const stop = createButton({
    label: t('Stop'),
    title: t('Keep a checkpoint and end the training'),
    icon: 'stop',
    look: 'secondary',
    onPress: () => actions.command('stop'),
  });
  const compare = createButton({
    label: t('Compare with…'),
    title: t('Lay another run over this one (C)'),
    icon: 'compare',
    look: 'icon',
    onPress: actions.compare,
  });
  const all = createButton({
    label: t('Whole run'),
    title: t('Show the whole run (A, or double-click the timeline)'),
    icon: 'all',
    look: 'icon',
    onPress: actions.showWholeRun,
  });
  const table = createButton({
    label: t('Table'),
    title: t('Values around the playhead as a table (T)'),
    icon: 'table',
    look: 'icon',
    onPress: actions.toggleTable,
  });
  const buttons = [pause, resume, stop, compare, all, table, actions.pictureButtons].map((button) => button.element);
  const head = element(
    'header',
    { class: 'header' },
    element('div', { class: 'headline' }, dot, name, status),
    element('div', { class: 'buttons' }, ...buttons),
    progress,
  );
  return {
    element: head,
    update(state) {
      const { run } = state;
      head.hidden = !run;
      if (!run) return;
      const runState = run.state;
      dot.dataset['state'] = runState;
      setText(name, run.manifest.name);
      setAttribute(name, 'title', run.manifest.experiment.file);
      const parts = statusParts(state);
      if (status.dataset['said'] !== parts.join()) {
        status.dataset['said'] = parts.join();
        status.replaceChildren(...parts.map((part) => element('span', { text: part })));
      }
      const { totalSteps } = run.manifest;
      bar.style.transform = `scaleX(${totalSteps > 0 ? Math.min(1, lastStepOf(state) / totalSteps) : 0})`;
      setAttribute(progress, 'aria-valuemax', String(totalSteps));
      setAttribute(progress, 'aria-valuenow', String(lastStepOf(state)));
      const idle = state.pendingCommand === undefined;
      pause.update({ shown: runState === 'training', enabled: idle });
      // Of a crash the notice tells, and offers to resume.
      resume.update({ shown: canResume(runState) && runState !== 'crashed', enabled: idle });
      stop.update({ shown: isGrowing(state), enabled: idle });
      const drawn = lastStepOf(state) > 0;
      compare.update({ shown: drawn, pressed: state.other !== undefined });
      all.update({ shown: drawn, enabled: state.zoom.kind === 'span' });
      table.update({ shown: drawn, pressed: state.tableShown });
    },
  };
}

const canResume = (state: RunState): boolean =>
  state === 'paused' || state === 'stopped' || state === 'crashed' || state === 'failed';

/** "training", "step 9,000 of 93,750", … : each part is kept on one line. */
function statusParts(state: PanelState): string[] {
  const { run } = state;
  if (!run) return [];
  const { manifest, progress } = run;
  const { engine } = manifest;
  const lastStep = lastStepOf(state);
  const running = run.state === 'training' && progress.stepsPerSecond > 0;
  const leftMs = running ? ((manifest.totalSteps - lastStep) / progress.stepsPerSecond) * 1000 : 0;
  return [
    state.pendingCommand ? pendingName(state.pendingCommand) : stateName(run.state),
    t('step {step} of {total}', { step: formatCount(lastStep), total: formatCount(manifest.totalSteps) }),
    t('epoch {epoch} of {epochs}', {
      epoch: formatEpoch(epochAt(state, lastStep)),
      epochs: formatEpoch(manifest.epochs),
    }),
    running && progress.stepMsMedian > 0
      ? t('{time} a step ({rate} steps/s)', {
          time: formatDuration(progress.stepMsMedian),
          rate: formatCount(progress.stepsPerSecond),
        })
      : '',
    leftMs > 0 ? t('{time} left', { time: formatDuration(leftMs) }) : '',
    engineName(engine),
    manifest.dataset.name,
    progress.lookingShare > 0 ? t('looking costs {share}', { share: formatShare(progress.lookingShare) }) : '',
  ].filter(Boolean);
}

/** "onnx, eager, 1 thread"; the engine's own words may say all of it. */
export function engineName({ name, detail, threads }: RunManifest['engine']): string {
  if (detail.startsWith(name)) return detail;
  return [name, detail, threads === 1 ? t('1 thread') : t('{count} threads', { count: threads })]
    .filter(Boolean)
    .join(', ');
}

function pendingName(command: RunCommand): string {
  switch (command) {
    case 'pause':
      return t('pausing…');
    case 'resume':
      return t('resuming…');
    case 'stop':
      return t('stopping…');
    default:
      return assertNever(command);
  }
}
