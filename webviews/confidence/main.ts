/** The Confidence panel's entry: wires channel, state, work and view together. It runs in a webview. */
import { Channel } from '../../src/protocol/channel';
import type {
  ConfidencePanelEvent,
  FromConfidencePanel,
  ToConfidencePanel,
} from '../../src/protocol/confidence-panel-messages';
import { acquireApi, createPort } from '../common/channel';
import { registerControls } from '../common/controls';
import { FrameScheduler } from '../common/frame-scheduler';
import { keepBoot, keepSettings, keptSettings } from '../common/kept-boot';
import { steppedBy } from '../common/moment-bar';
import { followPage, MomentHost } from '../common/moment-host';
import { readTheme } from '../common/theme';
import { type KeyAction, actionOf } from './keyboard';
import { confidencePicture, pictureName } from './saved-picture';
import { type ConfidenceMessage, type ConfidenceState, initialState, reduce, settingsOf } from './state';
import { asCsv } from './tables';
import { ConfidenceView } from './view';
import { ConfidenceWork } from './work';

function start(root: HTMLElement): void {
  registerControls();
  const api = acquireApi();
  keepBoot(api);
  let state: ConfidenceState = reduce(initialState, { kind: 'settingsKept', settings: keptSettings(api) });
  let theme = readTheme();
  const channel = new Channel<FromConfidencePanel, ToConfidencePanel>(createPort(api), {
    parseRequest: () => ({ kind: 'nothing' }),
    parseEvent: (body) => body as ConfidencePanelEvent,
    onRequest: () => Promise.resolve(undefined),
    onEvent: (event) => work.receive(event),
  });
  const work = new ConfidenceWork(channel, () => state, send);
  const frame = new FrameScheduler(() => view.update(state, theme));
  const view = new ConfidenceView(root, {
    send,
    movePlayhead: (playhead) => host.movePlayhead(playhead),
    again: () => work.again(),
    save: () => host.save(pictureName(state), ['png', 'svg'], (format) => confidencePicture(state, theme, format)),
    copy: () => host.copyText(asCsv(state)),
    reveal: (place) => host.reveal(place),
    redraw: () => frame.request(),
  });
  const host = new MomentHost(
    channel,
    (trouble) => send({ kind: 'troubled', trouble }),
    (sentence) => view.announce(sentence),
  );

  function send(message: ConfidenceMessage): void {
    state = reduce(state, message);
    keepSettings(api, settingsOf(state));
    frame.request();
    work.update();
  }

  function act(action: KeyAction): void {
    if (action.kind === 'live') return host.movePlayhead({ kind: 'live' });
    if (action.kind === 'step') {
      if (state.run && state.moment) host.movePlayhead(steppedBy(state.run, state.moment, action.by));
      return;
    }
    send(action.message);
    if (action.heard !== undefined) view.announce(action.heard);
  }

  function press({ key }: KeyboardEvent): boolean {
    const action = actionOf(key, state, { columns: view.columns, isFieldFocused: view.isFieldFocused });
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
