/** The whole Layers panel: head, samples, one row a layer, the chosen unit beside, notices. It decides nothing. */
import type { SourcePlace } from '../../src/protocol/manifest';
import type { Playhead } from '../../src/protocol/training-panel-messages';
import { type Button, createButton } from '../common/controls';
import { element, setText } from '../common/elements';
import { createMomentBar } from '../common/moment-bar';
import { notice, Notices, problemNotice, replayNotice } from '../common/notices';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { createDetailPane } from './detail-pane';
import { LayerRow } from './layer-row';
import { createSamplesBar } from './samples-bar';
import { type LayersMessage, type LayersState, type Row, rowsOf } from './state';
import { createTable } from './tables';

export interface LayersActions {
  readonly send: (message: LayersMessage) => void;
  readonly movePlayhead: (playhead: Playhead) => void;
  readonly again: () => void;
  readonly save: () => void;
  readonly copy: () => void;
  readonly reveal: (place: SourcePlace) => void;
}

export class LayersView {
  private readonly bar;
  private readonly samples;
  private readonly detail = createDetailPane();
  private readonly table = createTable();
  private readonly list = element('ul', { class: 'layers' });
  private readonly notices = new Notices();
  private readonly pointed = element('p', { class: 'pointed dim' });
  private readonly body: HTMLElement;
  private readonly spoken = element('p', { class: 'heard-only', attributes: { 'aria-live': 'polite' } });
  private readonly buttons: Readonly<Record<'table' | 'copy' | 'save', Button>>;
  private rows: LayerRow[] = [];
  private described: unknown;
  private scrolledTo: string | undefined;

  constructor(
    root: HTMLElement,
    private readonly actions: LayersActions,
  ) {
    this.buttons = {
      table: createButton({
        label: t('Table'),
        title: t('Figures of all layers (T)'),
        icon: 'table',
        look: 'icon',
        onPress: () => actions.send({ kind: 'tableToggled' }),
      }),
      copy: createButton({
        label: t('Copy as CSV'),
        title: t('Copy the figures of all layers as CSV'),
        icon: 'copy',
        look: 'icon',
        onPress: actions.copy,
      }),
      save: createButton({
        label: t('Save picture'),
        title: t('Save all layers as a PNG'),
        icon: 'save',
        look: 'icon',
        onPress: actions.save,
      }),
    };
    this.bar = createMomentBar(t('Layers'), Object.values(this.buttons), actions.movePlayhead);
    this.samples = createSamplesBar(actions.send, actions.again);
    const heads = [
      t('Layer'),
      t('What it gives out'),
      t('Distribution'),
      t('Dead'),
      t('Gradient norm'),
      t('Update ratio'),
    ];
    this.body = element(
      'main',
      { class: 'body' },
      element(
        'div',
        {
          class: 'stage',
          attributes: {
            tabindex: '0',
            role: 'region',
            'aria-label': t('Layers: arrows go from layer to layer and unit to unit, N and P from sample to sample'),
          },
        },
        element(
          'div',
          { class: 'heads dim', attributes: { 'aria-hidden': 'true' } },
          ...heads.map((text) => element('span', { text })),
        ),
        this.list,
      ),
      this.detail.element,
    );
    root.append(
      this.bar.element,
      this.samples.element,
      this.notices.element,
      this.body,
      this.pointed,
      this.table.element,
      this.spoken,
    );
  }

  announce(sentence: string): void {
    setText(this.spoken, '');
    setText(this.spoken, sentence);
  }

  /** Pictures of all rows, top to bottom, for a file. */
  get pictures(): readonly { readonly name: string; readonly canvas: HTMLCanvasElement | null }[] {
    return [...this.list.querySelectorAll<HTMLElement>('.layer')].map((row) => ({
      name: row.querySelector('h3')?.textContent ?? '',
      canvas: row.querySelector<HTMLCanvasElement>('.picture canvas'),
    }));
  }

  update(state: LayersState, theme: Theme): void {
    const { run, moment, description, seen, problem, trouble, progress, selectedLayer } = state;
    this.bar.update(run, moment);
    this.samples.element.hidden = !description;
    this.samples.update(state, theme);
    for (const button of Object.values(this.buttons)) button.update({ enabled: seen !== undefined });
    this.buttons.table.update({ enabled: seen !== undefined, pressed: state.tableShown });
    this.body.hidden = !run;
    this.body.setAttribute('aria-busy', String(progress !== undefined));
    const isWaiting = !seen && !problem;
    this.notices.update([problem, trouble, isWaiting, progress], () => [
      ...(progress ? [replayNotice(progress)] : []),
      ...(isWaiting && !progress ? [notice('reading', t('Reading the run and its layers…'))] : []),
      ...[problem, trouble].flatMap((one) => (one ? [problemNotice(one, this.actions.reveal)] : [])),
    ]);
    this.showRows(state, theme);
    this.detail.update(state, theme);
    this.table.update(state);
    if (selectedLayer !== this.scrolledTo) {
      this.scrolledTo = selectedLayer;
      this.list.querySelector('[aria-current]')?.scrollIntoView({ block: 'center' });
    }
  }

  private showRows(state: LayersState, theme: Theme): void {
    const rows = rowsOf(state);
    const isSame = rows.length === this.rows.length && rows.every((row, at) => this.rows[at]?.isOf(row));
    if (!isSame || this.described !== state.description) {
      this.described = state.description;
      this.rows = rows.map(
        (row) =>
          new LayerRow(row, {
            reveal: this.actions.reveal,
            choose: (unit) => this.actions.send({ kind: 'unitChosen', unit }),
            tell: (words) => setText(this.pointed, words),
          }),
      );
      this.list.replaceChildren(...this.withHeads(rows, state));
    }
    const room = this.list.querySelector('.picture')?.clientWidth ?? 320;
    rows.forEach((row, at) => {
      const ofModel = rows.filter(({ role }) => role === row.role);
      this.rows[at]?.update(row, state, ofModel, theme, room);
    });
  }

  /** Over the first layer of each model its name, what it is fed with, or why nothing. */
  private withHeads(rows: readonly Row[], { description }: LayersState): HTMLElement[] {
    return rows.flatMap(({ role }, at) => {
      const own = this.rows[at]!.element;
      if (rows[at - 1]?.role === role) return [own];
      const model = description?.models.find((one) => one.role === role);
      const words = model ? fedWords(model.fed, model.why) : '';
      return [
        element(
          'li',
          { class: 'model' },
          element('h2', { text: role }),
          element('span', { class: 'dim', text: words }),
        ),
        own,
      ];
    });
  }
}

function fedWords(fed: 'sample' | 'coding' | 'chance' | 'nothing', why: string | undefined): string {
  switch (fed) {
    case 'sample':
      return t('fed with the sample');
    case 'coding':
      return t('fed with the coding of the sample');
    case 'chance':
      return t('fed with a coding by chance, of the sample’s number');
    case 'nothing':
      return why ?? '';
  }
}
