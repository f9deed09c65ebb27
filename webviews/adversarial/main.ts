/** The Adversarial panel's entry: wires channel, state, work and view together. It runs in a webview. */
import { toProblem } from '../../src/base/problem';
import type {
  AdversarialPanelEvent,
  FromAdversarialPanel,
  ToAdversarialPanel,
} from '../../src/protocol/adversarial-panel-messages';
import { Channel } from '../../src/protocol/channel';
import type { Playhead } from '../../src/protocol/training-panel-messages';
import { acquireApi, createPort } from '../common/channel';
import { registerControls } from '../common/controls';
import { FrameScheduler } from '../common/frame-scheduler';
import { keepBoot, keepSettings, keptSettings } from '../common/kept-boot';
import { steppedBy } from '../common/moment-bar';
import { onThemeChange, readTheme } from '../common/theme';
import { t } from '../common/words';
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
    movePlayhead,
    again: () => work.again(),
    measure: () => void work.measure(),
    stopMeasuring: () => work.stopMeasuring(),
    save: () => tell(save()),
    copy: () => tell(copy()),
    reveal: (place) => tell(channel.request({ kind: 'revealPlace', place })),
  });

  function send(message: AdversarialMessage): void {
    state = reduce(state, message);
    frame.request();
    work.update();
    keepSettings(api, settingsOf(state));
  }

  function movePlayhead(playhead: Playhead): void {
    channel.send({ kind: 'playheadMoved', playhead });
  }

  async function save(): Promise<void> {
    const facts = view.facts(state);
    if (!facts) return;
    const asked = { kind: 'chooseFile', suggestedName: pictureName(state), formats: ['png', 'svg'] } as const;
    const chosen = await channel.request({ ...asked, formats: [...asked.formats] });
    if (!chosen) return;
    const format = chosen.format === 'svg' ? 'svg' : 'png';
    const bytes = await attackPicture(format, state, facts.perturbation, facts.growth, theme);
    await channel.request({ kind: 'writeFile', ticket: chosen.ticket, bytes });
  }

  async function copy(): Promise<void> {
    await channel.request({ kind: 'copyText', text: asCsv(state, view.facts(state)?.growth) });
    view.announce(t('Copied'));
  }

  function tell(answer: Promise<unknown>): void {
    answer.then(
      () => state.trouble && send({ kind: 'troubled', trouble: undefined }),
      (error: unknown) => send({ kind: 'troubled', trouble: toProblem(error, 'environment') }),
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
    else if (key === 'l') movePlayhead({ kind: 'live' });
    else if (key === 'Escape') work.stopMeasuring();
    else if ((key === ',' || key === '.') && state.run && state.moment)
      movePlayhead(steppedBy(state.run, state.moment, key === ',' ? -1 : 1));
    else return false;
    return true;
  }

  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
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
