/** The Layers panel's entry: wires channel, state, work and view together. It runs in a webview. */
import { toProblem } from '../../src/base/problem';
import { Channel } from '../../src/protocol/channel';
import type { FromLayersPanel, LayersPanelEvent, ToLayersPanel } from '../../src/protocol/layers-panel-messages';
import type { Playhead } from '../../src/protocol/training-panel-messages';
import { acquireApi, createPort } from '../common/channel';
import { registerControls } from '../common/controls';
import { FrameScheduler } from '../common/frame-scheduler';
import { keepBoot } from '../common/kept-boot';
import { steppedBy } from '../common/moment-bar';
import { onThemeChange, readTheme } from '../common/theme';
import { t } from '../common/words';
import { layersPicture, pictureName } from './saved-picture';
import { initialState, type LayersMessage, type LayersState, reduce, steppedRow, steppedUnit } from './state';
import { asCsv } from './tables';
import { LayersView } from './view';
import { LayersWork } from './work';

function start(root: HTMLElement): void {
  registerControls();
  const api = acquireApi();
  keepBoot(api);
  let state: LayersState = initialState;
  let theme = readTheme();
  const channel = new Channel<FromLayersPanel, ToLayersPanel>(createPort(api), {
    parseRequest: () => ({ kind: 'nothing' }),
    parseEvent: (body) => body as LayersPanelEvent,
    onRequest: () => Promise.resolve(undefined),
    onEvent: (event) => work.receive(event),
  });
  const work = new LayersWork(channel, () => state, send);
  const frame = new FrameScheduler(() => view.update(state, theme));
  const view = new LayersView(root, {
    send,
    movePlayhead,
    again: () => work.again(),
    save: () => tell(save()),
    copy: () => tell(copy()),
    reveal: (place) => tell(channel.request({ kind: 'revealPlace', place })),
  });

  function send(message: LayersMessage): void {
    state = reduce(state, message);
    frame.request();
    work.update();
  }

  function movePlayhead(playhead: Playhead): void {
    channel.send({ kind: 'playheadMoved', playhead });
  }

  async function save(): Promise<void> {
    const chosen = await channel.request({ kind: 'chooseFile', suggestedName: pictureName(state), formats: ['png'] });
    if (!chosen) return;
    const bytes = await layersPicture(view.pictures, state, theme);
    await channel.request({ kind: 'writeFile', ticket: chosen.ticket, bytes });
  }

  async function copy(): Promise<void> {
    await channel.request({ kind: 'copyText', text: asCsv(state) });
    view.announce(t('Copied'));
  }

  function tell(answer: Promise<unknown>): void {
    answer.then(
      () => state.trouble && send({ kind: 'troubled', trouble: undefined }),
      (error: unknown) => send({ kind: 'troubled', trouble: toProblem(error, 'environment') }),
    );
  }

  /** @returns whether the key was the panel's */
  function press(key: string): boolean {
    const row = key === 'ArrowDown' ? steppedRow(state, 1) : key === 'ArrowUp' ? steppedRow(state, -1) : undefined;
    const unit =
      key === 'ArrowRight' ? steppedUnit(state, 1) : key === 'ArrowLeft' ? steppedUnit(state, -1) : undefined;
    if (row ?? unit) send({ kind: 'unitChosen', unit: row ?? unit });
    else if (key === 'n') send({ kind: 'sampleChosen', at: 0, sample: (state.samples[0] ?? 0) + 1 });
    else if (key === 'p') send({ kind: 'sampleChosen', at: 0, sample: (state.samples[0] ?? 0) - 1 });
    else if (key === 'd') send({ kind: 'differenceToggled' });
    else if (key === 't') send({ kind: 'tableToggled' });
    else if (key === 'l') movePlayhead({ kind: 'live' });
    else if (key === 'Escape') send({ kind: 'unitChosen', unit: undefined });
    else if ((key === ',' || key === '.') && state.run && state.moment)
      movePlayhead(steppedBy(state.run, state.moment, key === ',' ? -1 : 1));
    else return false;
    return true;
  }

  document.addEventListener('keydown', (event) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    if (press(event.key.length === 1 ? event.key.toLowerCase() : event.key)) event.preventDefault();
  });
  window.addEventListener('resize', () => frame.request());
  onThemeChange(() => {
    theme = readTheme();
    frame.request();
  });
  frame.request();
  void work.begin();
}

const root = document.getElementById('root');
if (root) start(root);
