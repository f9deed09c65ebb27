/** The Confidence panel's entry: wires channel, state, work and view together. It runs in a webview. */
import { toProblem } from '../../src/base/problem';
import { Channel } from '../../src/protocol/channel';
import type {
  ConfidencePanelEvent,
  FromConfidencePanel,
  ToConfidencePanel,
} from '../../src/protocol/confidence-panel-messages';
import type { Playhead } from '../../src/protocol/training-panel-messages';
import { acquireApi, createPort } from '../common/channel';
import { registerControls } from '../common/controls';
import { FrameScheduler } from '../common/frame-scheduler';
import { keepBoot, keepSettings, keptSettings } from '../common/kept-boot';
import { steppedBy } from '../common/moment-bar';
import { onThemeChange, readTheme } from '../common/theme';
import { t } from '../common/words';
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
    movePlayhead,
    again: () => work.again(),
    save: () => tell(save()),
    copy: () => tell(copy()),
    reveal: (place) => tell(channel.request({ kind: 'revealPlace', place })),
    redraw: () => frame.request(),
  });

  function send(message: ConfidenceMessage): void {
    state = reduce(state, message);
    keepSettings(api, settingsOf(state));
    frame.request();
    work.update();
  }

  function movePlayhead(playhead: Playhead): void {
    channel.send({ kind: 'playheadMoved', playhead });
  }

  async function save(): Promise<void> {
    const suggestedName = pictureName(state);
    const chosen = await channel.request({ kind: 'chooseFile', suggestedName, formats: ['png', 'svg'] });
    if (!chosen) return;
    const bytes = await confidencePicture(state, theme, chosen.format);
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

  function act(action: KeyAction): void {
    if (action.kind === 'live') return movePlayhead({ kind: 'live' });
    if (action.kind === 'step') {
      if (state.run && state.moment) movePlayhead(steppedBy(state.run, state.moment, action.by));
      return;
    }
    send(action.message);
    if (action.heard !== undefined) view.announce(action.heard);
  }

  document.addEventListener('keydown', (event) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = actionOf(event.key, state, { columns: view.columns, isFieldFocused: view.isFieldFocused });
    if (!action) return;
    event.preventDefault();
    act(action);
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
