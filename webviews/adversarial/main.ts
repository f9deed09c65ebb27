/** The Adversarial panel's entry: wires channel, state, work and view together. It runs in a webview. */
import type {
  AdversarialPanelEvent,
  FromAdversarialPanel,
  ToAdversarialPanel,
} from '../../src/protocol/adversarial-panel-messages';
import { Channel } from '../../src/protocol/channel';
import { acquireApi, createPort } from '../common/channel';
import { registerControls } from '../common/controls';
import { FrameScheduler } from '../common/frame-scheduler';
import { keepBoot, keepSettings, keptSettings } from '../common/kept-boot';
import { steppedBy } from '../common/moment-bar';
import { followPage, MomentHost } from '../common/moment-host';
import { readTheme } from '../common/theme';
import { settingsOf, withSettings } from './kept-settings';
import { attackPicture, pictureName } from './saved-picture';
import { type AdversarialMessage, type AdversarialState, initialState, mostEpsilon, reduce } from './state';
import { asCsv } from './tables';
import { AdversarialView } from './view';
import { AdversarialWork } from './work';

/** Of the slider's whole way, for each press of + or −. */
const NUDGE = 0.02;

function start(root: HTMLElement): void {
  registerControls();
  const api = acquireApi();
  keepBoot(api);
  let state: AdversarialState = withSettings(initialState, keptSettings(api));
  let theme = readTheme();
  const channel = new Channel<FromAdversarialPanel, ToAdversarialPanel>(createPort(api), {
    parseRequest: () => ({ kind: 'nothing' }),
    parseEvent: (body) => body as AdversarialPanelEvent,
    onRequest: () => Promise.resolve(undefined),
    onEvent: (event) => work.receive(event),
  });
  const work = new AdversarialWork(channel, () => state, send);
  const frame = new FrameScheduler(() => view.update(state, theme));
  const view = new AdversarialView(root, {
    send,
    movePlayhead: (playhead) => host.movePlayhead(playhead),
    again: () => work.again(),
    measure: () => void work.measure(),
    stopMeasuring: () => work.stopMeasuring(),
    save,
    copy: () => host.copyText(asCsv(state, view.facts(state)?.growth)),
    reveal: (place) => host.reveal(place),
  });
  const host = new MomentHost(
    channel,
    (trouble) => send({ kind: 'troubled', trouble }),
    (sentence) => view.announce(sentence),
  );

  function send(message: AdversarialMessage): void {
    state = reduce(state, message);
    frame.request();
    work.update();
    keepSettings(api, settingsOf(state));
  }

  function save(): void {
    const facts = view.facts(state);
    if (!facts) return;
    const { perturbation, growth } = facts;
    host.save(pictureName(state), ['png', 'svg'], (format) =>
      attackPicture(format === 'svg' ? 'svg' : 'png', state, perturbation, growth, theme),
    );
  }

  function nudge(by: -1 | 1): void {
    if (!state.wish) return;
    const most = mostEpsilon(state, state.wish.norm);
    const epsilon = Math.min(most, Math.max(0, state.wish.epsilon + by * NUDGE * most));
    send({ kind: 'wished', wish: { epsilon: Number(epsilon.toPrecision(6)) } });
  }

  /** @returns whether the key was the panel's */
  function press(key: string): boolean {
    if (key === 'n' || key === 'p') send({ kind: 'imageStepped', by: key === 'n' ? 1 : -1 });
    else if (key === '+' || key === '=') nudge(1);
    else if (key === '-') nudge(-1);
    else if (key === 'm') void work.measure();
    else if (key === 't') send({ kind: 'tableToggled' });
    else if (key === 'l') host.movePlayhead({ kind: 'live' });
    else if (key === 'Escape') work.stopMeasuring();
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
