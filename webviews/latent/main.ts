/** The Latent space panel's entry: wires channel, state, work and view together. It runs in a webview. */
import { Channel } from '../../src/protocol/channel';
import type { FromLatentPanel, LatentPanelEvent, ToLatentPanel } from '../../src/protocol/latent-panel-messages';
import { acquireApi, createPort } from '../common/channel';
import { copyPng } from '../common/clipboard';
import { registerControls } from '../common/controls';
import { FrameScheduler } from '../common/frame-scheduler';
import { steppedBy } from '../common/moment-bar';
import { followPage, MomentHost } from '../common/moment-host';
import { readTheme } from '../common/theme';
import { t } from '../common/words';
import { keepBoot, keepSettings, keptSettings } from '../common/kept-boot';
import { actionOf, type KeyAction } from './keyboard';
import { Pictures } from './made';
import { mapPicture, pictureName } from './saved-picture';
import { initialState, type LatentMessage, type LatentState, placeOf, reduce, settingsOf } from './state';
import { LatentView } from './view';
import { type Aim, LatentWork } from './work';

function start(root: HTMLElement): void {
  registerControls();
  const api = acquireApi();
  keepBoot(api);
  const kept = keptSettings(api);
  let state: LatentState =
    Object.keys(kept).length > 0 ? reduce(initialState, { kind: 'settingsKept', settings: kept }) : initialState;
  let theme = readTheme();
  const channel = new Channel<FromLatentPanel, ToLatentPanel>(createPort(api), {
    parseRequest: () => ({ kind: 'nothing' }),
    parseEvent: (body) => body as LatentPanelEvent,
    onRequest: () => Promise.resolve(undefined),
    onEvent: (event) => work.receive(event),
  });
  const work = new LatentWork(channel, () => state, send);
  const pictures = new Pictures(work, () => frame.request());
  const frame = new FrameScheduler(() => {
    pictures.update(state);
    view.update(state, pictures.made, theme);
  });
  const view = new LatentView(root, {
    send,
    hover: (aim) => state.isDecoding && work.hover(aim),
    point: (aim) => host.tell(point(aim)),
    wantSamples: (indices) => pictures.want(indices),
    movePlayhead: (playhead) => host.movePlayhead(playhead),
    again: () => work.again(),
    cancel: () => send({ kind: 'projectionChosen', projection: { method: 'pca', dimensions: 2 } }),
    save: () => host.save(pictureName(state), ['png'], () => mapPicture(view.map, state, theme)),
    copy: () => host.tell(copy()),
    copyText: (text) => host.copyText(text),
    reveal: (place) => host.reveal(place),
  });
  const host = new MomentHost(
    channel,
    (trouble) => send({ kind: 'troubled', trouble }),
    (sentence) => view.announce(sentence),
  );

  function send(message: LatentMessage): void {
    state = reduce(state, message);
    if (message.kind === 'encoded') readPoints();
    if (message.kind.endsWith('Chosen') || message.kind === 'decodingToggled') keepSettings(api, settingsOf(state));
    frame.request();
    work.update();
  }

  /** Holds a point; what was said to be under the pointer meanwhile is one, too. */
  async function point(aim: Aim): Promise<void> {
    send({ kind: 'pointed', point: await work.pointAt(aim) });
  }

  /** Samples of three numbers lie in space themselves, with both planes. */
  function readPoints(): void {
    const { encoded, description } = state;
    const isInSpace = description?.source.kind === 'samples' && description.source.sampleShape.join() === '3';
    if (!encoded?.pca || !isInSpace) return;
    const { count } = encoded;
    const indices = Array.from({ length: count }, (_, i) => i);
    host.tell(
      channel.request({ kind: 'readSamples', indices }).then((samples) => {
        view.showPoints(count, { shape: [count, 3], values: samples.values });
        frame.request();
      }),
    );
  }

  async function copy(): Promise<void> {
    await copyPng(mapPicture(view.map, state, theme));
    view.announce(t('Copied'));
  }

  function act(action: KeyAction): void {
    switch (action.kind) {
      case 'pan':
        return view.map.panBy(action.across, action.down);
      case 'zoom':
        return view.map.zoomBy(action.factor);
      case 'fit':
        return view.map.fit();
      case 'table':
        return send({ kind: 'tableToggled' });
      case 'decode':
        return send({ kind: 'decodingToggled' });
      case 'live':
        return host.movePlayhead({ kind: 'live' });
      case 'step':
        if (state.run && state.moment) host.movePlayhead(steppedBy(state.run, state.moment, action.by));
        return;
      case 'escape':
        send({ kind: 'chosen', samples: undefined });
        return send({ kind: 'pointed', point: undefined });
      case 'pin': {
        const pinned = state.hovered ?? state.here;
        return pinned && send({ kind: 'pinned', name: action.name, point: pinned });
      }
      case 'sample': {
        const { encoded, places, here } = state;
        if (!encoded || !places) return;
        const sample = ((here?.sample ?? (action.by > 0 ? -1 : 0)) + action.by + encoded.count) % encoded.count;
        const place = placeOf(state, { sample, place: undefined, coding: new Float32Array(), image: undefined });
        return host.tell(point({ sample, place: place ?? [] }));
      }
    }
  }

  function press(event: KeyboardEvent): boolean {
    const action = actionOf(event, document.activeElement === view.map.element);
    if (action) act(action);
    return action !== undefined;
  }

  followPage(
    () => frame.request(),
    () => (theme = readTheme()),
    press,
  );
  frame.request();
  void work.begin();
}

const root = document.getElementById('root');
if (root) start(root);
