/** The whole Confidence panel: head, verdict, charts, the wall or the plane, the chosen sample beside, tables. It decides nothing. */
import type { SourcePlace } from '../../src/protocol/manifest';
import type { Playhead } from '../../src/protocol/training-panel-messages';
import { type Button, createButton } from '../common/controls';
import { element, setText } from '../common/elements';
import { createMomentBar } from '../common/moment-bar';
import { notice, Notices, problemNotice, replayNotice } from '../common/notices';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { createChartsColumn } from './charts-column';
import { createClosePane } from './close-pane';
import { createModesPane } from './modes-pane';
import { createStage } from './stage';
import { type ConfidenceMessage, type ConfidenceState, rivalsIn } from './state';
import { createTables } from './tables';
import { createVerdictBand } from './verdict-band';

export interface ConfidenceActions {
  readonly send: (message: ConfidenceMessage) => void;
  readonly movePlayhead: (playhead: Playhead) => void;
  readonly again: () => void;
  readonly save: () => void;
  readonly copy: () => void;
  readonly reveal: (place: SourcePlace) => void;
  /** There is more room, or less, than there was. */
  readonly redraw: () => void;
}

export class ConfidenceView {
  private readonly bar;
  private readonly verdict;
  private readonly charts;
  private readonly stage;
  private readonly close;
  private readonly modes = createModesPane();
  private readonly tables = createTables();
  private readonly notices = new Notices();
  private readonly pointed = element('p', { class: 'pointed dim' });
  private readonly body: HTMLElement;
  private readonly spoken = element('p', { class: 'heard-only', attributes: { 'aria-live': 'polite' } });
  private readonly again: Button;
  private readonly buttons: Readonly<Record<'table' | 'copy' | 'save', Button>>;

  constructor(
    root: HTMLElement,
    private readonly actions: ConfidenceActions,
  ) {
    this.buttons = {
      table: createButton({
        label: t('Table'),
        title: t('Figures of all samples (T)'),
        icon: 'table',
        look: 'icon',
        onPress: () => actions.send({ kind: 'tableToggled' }),
      }),
      copy: createButton({
        label: t('Copy as CSV'),
        title: t('Copy what D gives for each sample as CSV'),
        icon: 'copy',
        look: 'icon',
        onPress: actions.copy,
      }),
      save: createButton({
        label: t('Save picture'),
        title: t('Save the charts and the samples as PNG or SVG'),
        icon: 'save',
        look: 'icon',
        onPress: actions.save,
      }),
    };
    this.again = createButton({
      label: t('Try again'),
      title: t('Ask once more'),
      look: 'secondary',
      onPress: actions.again,
    });
    const tell = (words: string) => setText(this.pointed, words);
    this.bar = createMomentBar(t('Confidence'), Object.values(this.buttons), actions.movePlayhead);
    this.verdict = createVerdictBand(actions.reveal);
    this.charts = createChartsColumn(tell);
    this.stage = createStage(actions.send, tell);
    this.close = createClosePane(actions.send, tell);
    const parts = [this.charts, this.stage, this.close, this.modes].map((part) => part.element);
    this.body = element('main', { class: 'body' }, ...parts);
    const room = new ResizeObserver(() => actions.redraw());
    for (const part of [this.charts, this.stage]) room.observe(part.element);
    root.append(
      this.bar.element,
      this.verdict.element,
      this.notices.element,
      this.again.element,
      this.body,
      this.pointed,
      this.tables.element,
      this.spoken,
    );
  }

  announce(sentence: string): void {
    setText(this.spoken, '');
    setText(this.spoken, sentence);
  }

  /** Samples that stand beside one another on the wall. */
  get columns(): number {
    return this.stage.columns;
  }

  /** Whether the arrows are for the plane of codings. */
  get isFieldFocused(): boolean {
    return document.activeElement === this.close.field;
  }

  update(state: ConfidenceState, theme: Theme): void {
    const { run, moment, description, judged, problem, trouble, progress } = state;
    const none = description?.kind === 'none' ? description : undefined;
    const isWaiting = !judged && !problem && !none;
    this.bar.update(run, moment);
    for (const button of Object.values(this.buttons)) button.update({ enabled: judged !== undefined });
    this.buttons.table.update({ enabled: judged !== undefined, pressed: state.tableShown });
    this.again.update({ shown: (problem ?? trouble) !== undefined });
    this.verdict.update(state);
    this.body.hidden = !judged;
    this.pointed.hidden = !judged;
    this.body.setAttribute('aria-busy', String(progress !== undefined));
    this.notices.update([none, problem, trouble, isWaiting, progress], () => [
      ...(none ? [notice('empty', none.message, none.remedy)] : []),
      ...(progress ? [replayNotice(progress)] : []),
      ...(isWaiting && !progress ? [notice('reading', t('Reading the run and its samples…'))] : []),
      ...[problem, trouble].flatMap((one) => (one ? [problemNotice(one, this.actions.reveal)] : [])),
    ]);
    this.charts.update(state, theme);
    this.stage.update(state, theme);
    this.close.element.hidden = rivalsIn(state)?.isPlane ?? true;
    this.close.update(state, theme);
    this.modes.update(state, theme);
    this.tables.update(state);
  }
}
