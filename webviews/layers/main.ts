/** The Layers panel's entry: wires channel, state, work and view together. It runs in a webview. */
import { Channel } from '../../src/protocol/channel';
import type { FromLayersPanel, LayersPanelEvent, ToLayersPanel } from '../../src/protocol/layers-panel-messages';
import { acquireApi, createPort } from '../common/channel';
import { registerControls } from '../common/controls';
import { FrameScheduler } from '../common/frame-scheduler';
import { keepBoot } from '../common/kept-boot';
import { steppedBy } from '../common/moment-bar';
import { followPage, MomentHost } from '../common/moment-host';
import { readTheme } from '../common/theme';
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
    movePlayhead: (playhead) => host.movePlayhead(playhead),
    again: () => work.again(),
    save: () => host.save(pictureName(state), ['png'], () => layersPicture(view.pictures, state, theme)),
    copy: () => host.copyText(asCsv(state)),
    reveal: (place) => host.reveal(place),
  });
  const host = new MomentHost(
    channel,
    (trouble) => send({ kind: 'troubled', trouble }),
    (sentence) => view.announce(sentence),
  );

  function send(message: LayersMessage): void {
    state = reduce(state, message);
    frame.request();
    work.update();
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
    else if (key === 'l') host.movePlayhead({ kind: 'live' });
    else if (key === 'Escape') send({ kind: 'unitChosen', unit: undefined });
    else if ((key === ',' || key === '.') && state.run && state.moment)
      host.movePlayhead(steppedBy(state.run, state.moment, key === ',' ? -1 : 1));
    else return false;
    return true;
  }

  followPage(
    () => frame.request(),
    () => (theme = readTheme()),
    ({ key }) => press(key.length === 1 ? key.toLowerCase() : key),
  );
  frame.request();
  void work.begin();
}

const root = document.getElementById('root');
if (root) start(root);
