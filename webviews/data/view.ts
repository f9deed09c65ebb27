/** The whole Data panel: head, notices, and the parts that a preview has. It decides nothing. */
import type { DatasetPreview } from '../../src/protocol/dataset-preview';
import type { SourcePlace } from '../../src/protocol/manifest';
import { type Button, createButton } from '../common/controls';
import { element, setText } from '../common/elements';
import { Notices, problemNotice } from '../common/notices';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { augmentedPart, classesPart } from './class-rows';
import { factsOf } from './data-words';
import { linesPart, pointsPart } from './number-plots';
import { histogramPart } from './histogram-part';
import type { Part } from './part';
import type { DataState } from './state';

export interface DataActions {
  readonly readAgain: () => void;
  readonly reveal: (place: SourcePlace) => void;
  readonly save: () => void;
  readonly copy: () => void;
  /** A picture was decoded, and can be drawn. */
  readonly onReady: () => void;
}

export class DataView {
  private readonly title = element('h1');
  private readonly facts = element('p', { class: 'facts dim' });
  private readonly notices = new Notices();
  private readonly body = element('div', { class: 'body' });
  private readonly spoken = element('p', { class: 'heard-only', attributes: { 'aria-live': 'polite' } });
  private readonly buttons: Readonly<Record<'save' | 'copy' | 'again', Button>>;
  private shown: DatasetPreview | undefined;
  private parts: readonly Part[] = [];

  constructor(
    root: HTMLElement,
    private readonly actions: DataActions,
  ) {
    this.buttons = {
      save: createButton({
        label: t('Save picture'),
        title: t('Save this preview as a PNG'),
        icon: 'save',
        look: 'icon',
        onPress: actions.save,
      }),
      copy: createButton({
        label: t('Copy picture'),
        title: t('Copy this preview as a picture'),
        icon: 'copy',
        look: 'icon',
        onPress: actions.copy,
      }),
      again: createButton({
        label: t('Read again'),
        title: t('Read the files once more'),
        look: 'secondary',
        onPress: actions.readAgain,
      }),
    };
    const { save, copy, again } = this.buttons;
    root.append(
      element(
        'header',
        { class: 'header' },
        element('div', { class: 'headline' }, this.title, this.facts),
        element('div', { class: 'buttons' }, save.element, copy.element, again.element),
      ),
      this.notices.element,
      element('main', {}, this.body),
      this.spoken,
    );
  }

  /** Says something to those who hear the panel. */
  announce(sentence: string): void {
    setText(this.spoken, '');
    setText(this.spoken, sentence);
  }

  update(state: DataState, theme: Theme): void {
    const { preview, problem, trouble, isReading, activity } = state;
    setText(this.title, preview?.name ?? t('Data'));
    setText(this.facts, preview ? factsOf(preview) : '');
    for (const button of [this.buttons.save, this.buttons.copy]) button.update({ shown: preview !== undefined });
    this.buttons.again.update({ enabled: !isReading });
    this.body.setAttribute('aria-busy', String(isReading));
    this.notices.update([problem, trouble, isReading, activity], () => [
      ...(isReading ? [this.reading(activity)] : []),
      ...[problem, trouble].flatMap((one) => (one ? [problemNotice(one, this.actions.reveal)] : [])),
    ]);
    if (preview !== this.shown) {
      this.shown = preview;
      this.parts = preview ? partsOf(preview, this.actions.onReady) : [];
      this.body.replaceChildren(
        ...(preview ? [element('p', { class: 'origin dim', text: preview.description })] : []),
        ...this.parts.map((part) => part.element),
      );
    }
    for (const part of this.parts) part.update(theme);
  }

  private reading(activity: string): HTMLElement {
    const words = element('p', { text: t('Reading the data, as a training would…') });
    return element(
      'div',
      { class: 'notice reading' },
      element('div', { class: 'spinner', attributes: { 'aria-hidden': 'true' } }),
      element('div', {}, words, element('p', { class: 'dim', text: activity })),
    );
  }
}

function partsOf(preview: DatasetPreview, onReady: () => void): Part[] {
  const { samples } = preview;
  return [
    ...(preview.images || preview.classes.length > 1 ? [classesPart(preview, onReady)] : []),
    ...(preview.augmented ? [augmentedPart(preview.augmented, onReady)] : []),
    ...(samples === 'points' ? [pointsPart(preview)] : []),
    ...(samples === 'sequences' || samples === 'vectors' ? [linesPart(preview)] : []),
    histogramPart(preview),
  ];
}
