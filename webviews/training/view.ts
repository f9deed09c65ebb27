/** The whole panel: puts its parts together and hands each the state. It decides nothing. */
import type { SourcePlace } from '../../src/protocol/manifest';
import { element } from '../common/elements';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { Announcer } from './announcer';
import { createComparisonBar } from './comparison-bar';
import { createHeader } from './header';
import { createNotices, hasTimeline } from './notices';
import { createPlayheadPane } from './playhead-pane';
import { timelinePicture } from './saved-pictures';
import { createPictureButtons } from './picture-buttons';
import { lastStepOf, type PanelState, type RunCommand } from './state';
import { Timeline } from './timeline';
import type { PanelTools } from './tracks/track-view';
import { createValuesTable } from './values-table';

export interface PanelActions {
  readonly command: (command: RunCommand) => void;
  readonly reveal: (place: SourcePlace) => void;
  readonly readAgain: () => void;
  /** Asks which run to lay over this one. */
  readonly compare: () => void;
  readonly stopComparing: () => void;
}

export class PanelView {
  private readonly announcer: Announcer;
  private readonly parts: ReturnType<typeof this.createParts>;
  private readonly body = element('div', { class: 'body' });

  constructor(
    root: HTMLElement,
    private readonly tools: PanelTools,
    private readonly actions: PanelActions,
  ) {
    this.parts = this.createParts();
    const { header, notices, comparison, timeline, pane, table } = this.parts;
    this.announcer = new Announcer((track, sentence) => timeline.describe(track, sentence));
    this.body.append(element('div', { class: 'left' }, timeline.element, table.element), pane.element);
    root.replaceChildren(
      header.element,
      notices.banner,
      comparison.element,
      notices.placeholder,
      this.body,
      this.announcer.element,
    );
  }

  /** Says at once what a key has just done. */
  announce(sentence: string): void {
    this.announcer.tell(sentence);
  }

  /** @param picturesCame grows whenever a picture can be drawn that could not be before */
  update(state: PanelState, theme: Theme, picturesCame: number): void {
    const { header, notices, comparison, timeline, pane, table, pictureButtons } = this.parts;
    header.update(state);
    pictureButtons.update(
      lastStepOf(state) > 0
        ? () => timelinePicture(state, this.tools.pictures, timeline.chartWidthPx, timeline.heights())
        : undefined,
    );
    notices.update(state);
    this.body.hidden = !hasTimeline(state);
    this.body.classList.toggle('comparing', state.other !== undefined);
    comparison.update(state);
    this.announcer.update(state);
    if (this.body.hidden) return;
    table.update(state);
    pane.update(state, theme);
    timeline.update(state, theme, picturesCame);
  }

  private createParts() {
    const { tools, actions } = this;
    const timeline = new Timeline(tools, actions.reveal);
    const pictureButtons = createPictureButtons(tools, t('the timeline'));
    return {
      timeline,
      header: createHeader({
        command: actions.command,
        compare: actions.compare,
        showWholeRun: () => tools.send({ kind: 'wholeRunShown' }),
        toggleTable: () => tools.send({ kind: 'tableToggled' }),
        pictureButtons,
      }),
      pictureButtons,
      notices: createNotices({ ...actions, dismiss: () => tools.send({ kind: 'problemDismissed' }) }),
      comparison: createComparisonBar(tools.createButton, actions),
      pane: createPlayheadPane(tools),
      table: createValuesTable((step) => tools.send({ kind: 'playheadMoved', step })),
    };
  }
}
