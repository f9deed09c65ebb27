/** The whole Adversarial panel: head, controls, images to choose from, the attack in pictures and charts. It decides nothing. */
import type { SourcePlace } from '../../src/protocol/manifest';
import type { Playhead } from '../../src/protocol/training-panel-messages';
import { toCss } from '../common/colour';
import { type Button, createButton } from '../common/controls';
import { element, setText } from '../common/elements';
import { formatCount, formatRound } from '../common/format';
import { createMomentBar } from '../common/moment-bar';
import { notice, Notices, problemNotice } from '../common/notices';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { createChartsRow } from './charts-row';
import { createControlsBar } from './controls-bar';
import { createCurvePart } from './curve-part';
import { type Growth, growthOf, relativeChange } from './growth';
import { createImagePicker } from './image-picker';
import { type Perturbation, perturbationOf } from './perturbation';
import { type AdversarialMessage, type AdversarialState, isCurrent, toldByChance } from './state';
import { createStory } from './story';
import { createTables } from './tables';

export interface AdversarialActions {
  readonly send: (message: AdversarialMessage) => void;
  readonly movePlayhead: (playhead: Playhead) => void;
  readonly again: () => void;
  readonly measure: () => void;
  readonly stopMeasuring: () => void;
  readonly save: () => void;
  readonly copy: () => void;
  readonly reveal: (place: SourcePlace) => void;
}

/** What follows of the attack that is seen, computed once for it. */
export interface Facts {
  readonly of: AdversarialState['seen'];
  readonly perturbation: Perturbation;
  readonly growth: Growth;
}

export class AdversarialView {
  private readonly bar;
  private readonly controls;
  private readonly picker;
  private readonly story = createStory();
  private readonly charts;
  private readonly curve;
  private readonly tables = createTables();
  private readonly notices = new Notices();
  private readonly stage: HTMLElement;
  private readonly result: HTMLElement;
  private readonly spoken = element('p', { class: 'heard-only', attributes: { 'aria-live': 'polite' } });
  private readonly buttons: Readonly<Record<'table' | 'copy' | 'save', Button>>;
  private known: Facts | undefined;
  private places: ReadonlyMap<string, SourcePlace> = new Map();
  private placesOf: unknown;

  constructor(
    root: HTMLElement,
    private readonly actions: AdversarialActions,
  ) {
    this.buttons = {
      table: createButton({
        label: t('Table'),
        title: t('Figures of the attack (T)'),
        icon: 'table',
        look: 'icon',
        onPress: () => actions.send({ kind: 'tableToggled' }),
      }),
      copy: createButton({
        label: t('Copy as CSV'),
        title: t('Copy the figures of the attack as CSV'),
        icon: 'copy',
        look: 'icon',
        onPress: actions.copy,
      }),
      save: createButton({
        label: t('Save picture'),
        title: t('Save the attack as a figure, PNG or SVG'),
        icon: 'save',
        look: 'icon',
        onPress: actions.save,
      }),
    };
    this.bar = createMomentBar(t('Adversarial'), Object.values(this.buttons), actions.movePlayhead);
    this.controls = createControlsBar(actions.send, actions.again);
    this.picker = createImagePicker(actions.send);
    this.charts = createChartsRow(actions.reveal);
    this.curve = createCurvePart({ send: actions.send, measure: actions.measure, stop: actions.stopMeasuring });
    this.result = element('div', { class: 'result' }, this.story.element, this.charts.element);
    this.stage = element(
      'main',
      {
        class: 'stage',
        attributes: {
          tabindex: '0',
          'aria-label': t('Attack: N and P go from image to image, + and − make ε larger and smaller'),
        },
      },
      this.picker.element,
      this.result,
      this.curve.element,
    );
    root.append(
      this.bar.element,
      this.controls.element,
      this.notices.element,
      this.stage,
      this.tables.element,
      this.spoken,
    );
  }

  announce(sentence: string): void {
    setText(this.spoken, '');
    setText(this.spoken, sentence);
  }

  facts({ seen }: AdversarialState): Facts | undefined {
    if (!seen) return undefined;
    if (this.known?.of !== seen) {
      const perturbation = perturbationOf(seen.original, seen.adversarial);
      const growth = growthOf(seen.layers, relativeChange(seen.original, perturbation.l2));
      this.known = { of: seen, perturbation, growth };
    }
    return this.known;
  }

  update(state: AdversarialState, theme: Theme): void {
    const { run, moment, description, seen, shown, problem, trouble, progress } = state;
    this.bar.update(run, moment);
    this.controls.element.hidden = !description;
    this.stage.hidden = !description;
    this.controls.update(state);
    this.picker.update(state, theme);
    for (const [name, colour] of [
      ['--real', theme.readable.real],
      ['--generated', theme.readable.generated],
      ['--warning', theme.warning],
    ] as const)
      this.stage.style.setProperty(name, toCss(colour));
    const facts = this.facts(state);
    const isEmpty = shown?.all === 0;
    const isSeen = seen !== undefined && !isEmpty;
    for (const button of Object.values(this.buttons)) button.update({ enabled: isSeen });
    this.buttons.table.update({ enabled: isSeen, pressed: state.tableShown });
    const isWaiting = !seen && !problem && !isEmpty;
    const isBusy = !problem && !isEmpty && !isCurrent(state);
    this.stage.setAttribute('aria-busy', String(progress !== undefined || isBusy));
    const tells = toldByChance(state);
    this.notices.update([problem, trouble, isWaiting, isEmpty, progress, tells], () => [
      ...(progress
        ? [
            notice(
              'reading',
              t('Training up to this step again: {done} of {all} steps', {
                done: formatCount(progress.done),
                all: formatCount(progress.all),
              }),
            ),
          ]
        : []),
      ...(isWaiting && !progress ? [notice('reading', t('Reading the run and its images…'))] : []),
      ...(tells
        ? [
            notice(
              'empty',
              t('Of these {count} images {right} are told right.', {
                count: formatCount(tells.count),
                right: formatCount(tells.right),
              }),
              t(
                'Is the model trained at this step, and do its own pixels go from {least} to {most}? A saved model’s range is said to savedModel().',
                { least: formatRound(description?.range[0] ?? 0), most: formatRound(description?.range[1] ?? 1) },
              ),
            ),
          ]
        : []),
      ...(isEmpty ? [notice('empty', t('There is no image of this class.'), t('Choose another class.'))] : []),
      ...[problem, trouble].flatMap((one) => (one ? [problemNotice(one, this.actions.reveal)] : [])),
    ]);
    this.result.hidden = !isSeen;
    // What is seen is of another moment, image or wish than what was refused.
    this.result.classList.toggle('stale', problem !== undefined);
    if (seen && facts && description) {
      const width = this.result.clientWidth || this.stage.clientWidth;
      this.story.update(seen, facts.perturbation, description, width, theme);
      this.charts.update(seen, facts.growth, description, this.placesIn(state), state.selectedLayer, theme);
    }
    this.curve.update(state, theme);
    this.tables.update(state, facts?.growth);
  }

  private placesIn({ run }: AdversarialState): ReadonlyMap<string, SourcePlace> {
    if (run?.manifest === this.placesOf) return this.places;
    this.placesOf = run?.manifest;
    const layers = run?.manifest.models.flatMap((model) => model.layers) ?? [];
    this.places = new Map(layers.flatMap(({ name, frames: [place] }) => (place ? [[name, place] as const] : [])));
    return this.places;
  }
}
