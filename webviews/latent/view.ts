/** The whole Latent space panel: head, choices, map, what lies beside it, notices. It decides nothing. */
import type { SourcePlace } from '../../src/protocol/manifest';
import type { PlainTensor } from '../../src/protocol/plain-tensor';
import type { Playhead } from '../../src/protocol/training-panel-messages';
import { type Button, createButton } from '../common/controls';
import { element, setText } from '../common/elements';
import { createMomentBar } from '../common/moment-bar';
import { notice, Notices, problemNotice } from '../common/notices';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { angleWords, isInSpace, planesOver } from './beside';
import { type ClassLabel, classLabels } from './class-labels';
import { type Colouring, colouringOf } from './colouring';
import { enclosed } from './lasso';
import { createLegend } from './legend';
import type { Made } from './made';
import { MapView } from './map-view';
import { glyphsOf, overlayOf } from './overlay';
import type { SampleKind } from '../common/sample-picture';
import { createSidePane } from './side-pane';
import type { LatentMessage, LatentState } from './state';
import { createTables } from './tables';
import { createStatusLine, createToolbar } from './toolbar';
import type { Aim } from './work';
import { mapWords, progressWords, trustExplained, trustWords } from './words';

export interface LatentActions {
  readonly send: (message: LatentMessage) => void;
  readonly hover: (aim: Aim | undefined) => void;
  readonly point: (aim: Aim) => void;
  /** Pictures of samples that are about to be drawn. */
  readonly wantSamples: (indices: readonly number[]) => void;
  readonly movePlayhead: (playhead: Playhead) => void;
  readonly again: () => void;
  readonly cancel: () => void;
  readonly save: () => void;
  readonly copy: () => void;
  readonly copyText: (text: string) => void;
  readonly reveal: (place: SourcePlace) => void;
}

export class LatentView {
  readonly map: MapView;
  private readonly beside: MapView;
  private readonly besideHolder: HTMLElement;
  private readonly besideTitle = element('p', { class: 'dim' });
  private readonly bar;
  private readonly toolbar;
  private readonly legend;
  private readonly status;
  private readonly side;
  private readonly tables = createTables();
  private readonly notices = new Notices();
  private readonly body: HTMLElement;
  private readonly spoken = element('p', { class: 'heard-only', attributes: { 'aria-live': 'polite' } });
  private readonly buttons: Readonly<Record<'table' | 'save' | 'copy', Button>>;
  private labels: { readonly of: unknown; readonly value: readonly ClassLabel[] } | undefined;
  private kind: SampleKind | undefined;
  /** Of PCA, the first two axes. */
  private flat: { readonly of: unknown; readonly value: PlainTensor } | undefined;
  private colouring: { readonly key: readonly unknown[]; readonly value: Colouring } | undefined;
  /** The samples themselves, where they are points in space beside which planes are drawn. */
  private points: { readonly of: unknown; readonly value: PlainTensor } | undefined;

  constructor(
    root: HTMLElement,
    private readonly actions: LatentActions,
  ) {
    this.buttons = {
      table: createButton({
        label: t('Table'),
        title: t('The numbers behind the map (T)'),
        icon: 'table',
        look: 'icon',
        onPress: () => actions.send({ kind: 'tableToggled' }),
      }),
      copy: createButton({
        label: t('Copy picture'),
        title: t('Copy this map as a picture'),
        icon: 'copy',
        look: 'icon',
        onPress: actions.copy,
      }),
      save: createButton({
        label: t('Save picture'),
        title: t('Save this map as a PNG'),
        icon: 'save',
        look: 'icon',
        onPress: actions.save,
      }),
    };
    this.bar = createMomentBar(t('Latent space'), Object.values(this.buttons), actions.movePlayhead);
    this.toolbar = createToolbar(actions.send, actions.again);
    this.legend = createLegend(actions.send);
    this.status = createStatusLine(actions.cancel);
    this.side = createSidePane({ send: actions.send, copy: actions.copyText });
    const gestures = {
      onHover: actions.hover,
      onPoint: actions.point,
      onLasso: (corners: readonly (readonly [number, number])[], places: Float32Array) =>
        actions.send({ kind: 'chosen', samples: enclosed(places, corners) }),
      onView: () => this.wantGlyphs(),
    };
    this.map = new MapView(
      t('Map of the latent space: arrows move it, + and − zoom, 0 shows all, N and P go from sample to sample'),
      gestures,
    );
    this.beside = new MapView(t('The same samples by PCA'), {
      ...gestures,
      onView: () => undefined,
      // A place there is none of the map's: samples are pointed at, and nothing between them.
      onHover: (aim) => actions.hover(aim?.sample === undefined ? undefined : aim),
      onPoint: (aim) => aim.sample !== undefined && actions.point(aim),
    });
    this.besideHolder = element('div', { class: 'beside' }, this.besideTitle, this.beside.element);
    this.body = element(
      'main',
      { class: 'latent' },
      element(
        'div',
        { class: 'stage' },
        element('div', { class: 'maps' }, this.map.element, this.besideHolder),
        this.legend.element,
        this.status.element,
      ),
      this.side.element,
    );
    root.append(
      this.bar.element,
      this.toolbar.element,
      this.notices.element,
      this.body,
      this.tables.element,
      this.spoken,
    );
  }

  announce(sentence: string): void {
    setText(this.spoken, '');
    setText(this.spoken, sentence);
  }

  update(state: LatentState, made: Made, theme: Theme): void {
    const { run, moment, description, encoded, map, places, progress, problem, trouble } = state;
    this.bar.update(run, moment);
    const none = description?.source.kind === 'none' ? description.source : undefined;
    this.toolbar.element.hidden = !description || none !== undefined;
    this.toolbar.update(state);
    for (const button of Object.values(this.buttons)) button.update({ enabled: map !== undefined });
    this.buttons.table.update({ enabled: map !== undefined, pressed: state.tableShown });
    this.body.hidden = none !== undefined || (!encoded && problem !== undefined);
    this.body.setAttribute('aria-busy', String(progress !== undefined));
    const isWaiting = !encoded && !problem && !none;
    this.notices.update([none, problem, trouble, isWaiting], () => [
      ...(none ? [notice('empty', none.message, none.remedy)] : []),
      ...(isWaiting ? [notice('reading', t('Reading the run and its codings…'))] : []),
      ...[problem, trouble].flatMap((one) => (one ? [problemNotice(one, this.actions.reveal)] : [])),
    ]);
    const kind = kindOf(state);
    const colouring = encoded && this.colouringNow(state, theme);
    this.map.setLassoing(state.isLassoing);
    this.map.show(places, colouring);
    if (kind) this.map.setOver(overlayOf(state, this.map, made, this.labelsNow(state), kind, theme));
    this.showBeside(state, made, kind, colouring, theme);
    this.legend.update(state, colouring, theme);
    const share = progress && progress.all > 0 ? progress.done / progress.all : undefined;
    this.status.update(
      mapWords(state),
      map?.trust ? trustWords(map.trust) : '',
      map?.trust ? trustExplained(map.trust) : '',
      progress ? progressWords(progress) : '',
      share,
      progress?.kind === 'projecting',
    );
    this.side.update(state, made, kind, theme);
    this.tables.update(state);
    this.wantGlyphs(kind);
  }

  /** @param points samples of three numbers each, for the planes among them */
  showPoints(of: unknown, points: PlainTensor): void {
    this.points = { of, value: points };
  }

  private wantGlyphs(kind: SampleKind | undefined = this.kind): void {
    this.kind = kind;
    if (!kind) return;
    // After the frame that moves the map: then it is known what is in sight.
    requestAnimationFrame(() => this.actions.wantSamples(glyphsOf(this.map, kind).map(({ point }) => point)));
  }

  private showBeside(
    state: LatentState,
    made: Made,
    kind: SampleKind | undefined,
    colouring: Colouring | undefined,
    theme: Theme,
  ): void {
    const pca = state.encoded?.pca;
    this.besideHolder.hidden = !pca;
    if (!pca || !kind) return;
    const angle = angleWords(pca);
    if (isInSpace(pca) && this.points?.of === state.encoded?.count) {
      setText(this.besideTitle, t('{angle}; learnt: solid, PCA: dashed. Drag to turn', { angle }));
      this.beside.show(this.points?.value, colouring);
      if (this.points) this.beside.setOver(planesOver(pca, this.points.value, theme));
      return;
    }
    setText(this.besideTitle, t('By PCA of the samples · {angle}', { angle }));
    if (this.flat?.of !== pca) this.flat = { of: pca, value: firstTwo(pca.places) };
    const flat = this.flat.value;
    this.beside.show(flat, colouring);
    this.beside.setOver(
      overlayOf({ ...state, places: flat, here: undefined, pins: {} }, this.beside, made, [], kind, theme),
    );
  }

  private labelsNow({ places, encoded }: LatentState): readonly ClassLabel[] {
    if (this.labels?.of !== places)
      this.labels = { of: places, value: places && encoded?.classes ? classLabels(places, encoded.classes) : [] };
    return this.labels?.value ?? [];
  }

  private colouringNow(state: LatentState, theme: Theme): Colouring {
    const { encoded, colourBy, onlyClass } = state;
    const key = [encoded, colourBy, onlyClass, theme];
    if (!this.colouring || key.some((fact, at) => fact !== this.colouring?.key[at]))
      this.colouring = { key, value: colouringOf(encoded!, colourBy, theme, onlyClass) };
    return this.colouring.value;
  }
}

export function kindOf({ description }: LatentState): SampleKind | undefined {
  if (!description || description.source.kind === 'none') return undefined;
  const { source, range } = description;
  return { shape: source.sampleShape, range: source.kind === 'chance' ? [0, 1] : range };
}

/** Of places with more axes. */
function firstTwo({ shape: [count = 0, axes = 2], values: all }: PlainTensor): PlainTensor {
  const values = new Float32Array(count * 2);
  for (let i = 0; i < count; i++) {
    values[i * 2] = all[i * axes]!;
    values[i * 2 + 1] = all[i * axes + 1]!;
  }
  return { shape: [count, 2], values };
}
