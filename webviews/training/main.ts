/** The Training panel's entry: wires channel, state, requests and view together. It runs in a webview. */
import { type Problem, toProblem } from '../../src/base/problem';
import { Channel } from '../../src/protocol/channel';
import type { FromPanel, PanelEvent, ToPanel } from '../../src/protocol/training-panel-messages';
import { acquireApi, createPort } from '../common/channel';
import { copyPng } from '../common/clipboard';
import { createButton, registerControls } from '../common/controls';
import { FrameScheduler } from '../common/frame-scheduler';
import { keepBoot } from '../common/kept-boot';
import { decodePng, ImageCache } from '../common/image-cache';
import { onThemeChange, readTheme } from '../common/theme';
import { t } from '../common/words';
import { ArrangementKeeper, readArrangement } from './arrangement';
import { isCompareKey, messageFor } from './keyboard';
import { hasTimeline } from './notices';
import { otherSide } from './other-run';
import { PlayheadTeller } from './playhead-teller';
import { RequestPump } from './request-pump';
import { wantsOf } from './requests';
import { formatsOf } from './picture-choices';
import { fileNameOf, makePicture, type ReadPicture } from './saved-pictures';
import { initialState, type PanelMessage, type PanelState, reduce, type RunCommand } from './state';
import type { SavedPicture } from './tracks/track-view';
import { PanelView } from './view';

/** Some 150 walls of 64 images; with it, an hour of new pictures stays within what the page may grow by. */
const PICTURES_LIMIT_BYTES = 32 * 1024 * 1024;
/** 30 rounds of requests a second at most. */
const ROUND_EVERY_MS = 33;

function start(root: HTMLElement): void {
  registerControls();
  const api = acquireApi();
  keepBoot(api);
  const keeper = new ArrangementKeeper(api, (layout) => tell(channel.request({ kind: 'saveLayout', layout })));
  let state: PanelState = { ...initialState(readArrangement(api)), hidden: document.hidden };
  let theme = readTheme();
  let picturesCame = 0;
  let lastRoundMs = -Infinity;
  let roundDue = false;

  const pictures = new ImageCache(PICTURES_LIMIT_BYTES, decodePng, () => {
    picturesCame++;
    send({ kind: 'pictureReady' });
  });
  const channel = new Channel<FromPanel, ToPanel>(createPort(api), {
    parseRequest: () => ({ kind: 'nothing' }),
    parseEvent: (body) => body as PanelEvent,
    onRequest: () => Promise.resolve(undefined),
    onEvent: (event) => receive(event),
  });
  const frame = new FrameScheduler(() => view.update(state, theme, picturesCame));
  const pump = new RequestPump({
    asker: channel,
    nowMs: () => performance.now(),
    later: (delayMs, again) => void setTimeout(again, delayMs),
    onAnswer: (message) => {
      if (message) send(message);
      else scheduleRound();
    },
    onFailure: fail,
  });
  const teller = new PlayheadTeller({
    tell: (playhead) => channel.send({ kind: 'playheadMoved', playhead }),
    nowMs: () => performance.now(),
    later: (delayMs, run) => void setTimeout(run, delayMs),
  });
  const view = new PanelView(
    root,
    {
      send,
      pictures,
      createButton,
      save: (what) => tell(save(what)),
      copy,
      copyText: (text) => tell(channel.request({ kind: 'copyText', text })),
      announce: (sentence) => view.announce(sentence),
    },
    {
      command,
      reveal: (place) => tell(channel.request({ kind: 'revealPlace', place })),
      readAgain: () => send({ kind: 'runChanged' }),
      compare,
      stopComparing() {
        send({ kind: 'comparisonEnded' });
        tell(channel.request({ kind: 'stopComparing' }));
      },
    },
  );

  function send(message: PanelMessage): void {
    state = reduce(state, message);
    keeper.update(state);
    teller.update(state.playhead);
    frame.request();
    scheduleRound();
  }

  function scheduleRound(): void {
    if (roundDue) return;
    roundDue = true;
    setTimeout(
      () => {
        roundDue = false;
        lastRoundMs = performance.now();
        pump.run(wantsOf(state, pictures), scheduleRound);
      },
      Math.max(0, lastRoundMs + ROUND_EVERY_MS - performance.now()),
    );
  }

  function receive(event: PanelEvent): void {
    // Whatever else a newer host may say, this panel has no use for it.
    if (event.kind === 'layerSelected' || event.kind === 'stepViewed') return send(event);
    if (event.kind !== 'runChanged' && event.kind !== 'runAdvanced') return;
    if (event.of !== 'other') send(event);
    else if (state.other) send({ kind: 'otherTold', comparison: state.other.number, message: event });
  }

  function fail(problem: Problem): void {
    send({ kind: 'requestFailed', problem });
  }

  function tell(answer: Promise<unknown>): void {
    answer.catch((error: unknown) => fail(toProblem(error, 'environment')));
  }

  function command(kind: RunCommand): void {
    send({ kind: 'commandSent', command: kind });
    tell(channel.request({ kind }).finally(() => send({ kind: 'commandDone' })));
  }

  function compare(): void {
    const chosen = channel.request({ kind: 'chooseOther' }).then(({ runFolder }) => {
      if (runFolder !== null) send({ kind: 'comparisonBegun', runFolder });
    });
    tell(chosen);
  }

  async function save(picture: SavedPicture): Promise<void> {
    const suggestedName = fileNameOf(picture, stateOf(picture));
    const chosen = await channel.request({ kind: 'chooseFile', suggestedName, formats: formatsOf(picture) });
    if (!chosen) return;
    const bytes = await makePicture(picture, chosen.format, stateOf(picture), theme, readerOf(picture));
    await channel.request({ kind: 'writeFile', ticket: chosen.ticket, bytes });
  }

  async function copy(picture: SavedPicture): Promise<boolean> {
    try {
      await copyPng(makePicture(picture, 'png', stateOf(picture), theme, readerOf(picture)));
      return true;
    } catch (error) {
      fail({
        message: t('The picture could not be copied: {why}', { why: toProblem(error, 'environment').message }),
        remedy: t('Save it to a file instead.'),
        blame: 'environment',
      });
      return false;
    }
  }

  /** Of the run that is in the picture: its name and settings stand in the caption. */
  function stateOf({ of }: SavedPicture): PanelState {
    return (of === 'other' && otherSide(state)) || state;
  }

  const readerOf =
    ({ of }: SavedPicture): ReadPicture =>
    async ({ tag, numberTag }, step) => {
      const whose = of && { of };
      const image = await channel.request({ kind: 'readImage', tag, step, ...whose });
      const bitmap = image && (await decodePng(image.png).catch(() => undefined));
      if (!bitmap) return undefined;
      const tags = numberTag === undefined ? [] : [numberTag];
      const { values } =
        tags.length > 0 ? await channel.request({ kind: 'readValues', tags, step, ...whose }) : { values: [] };
      return { image: { width: bitmap.width, height: bitmap.height, bitmap }, number: values[0]?.value };
    };

  onThemeChange(() => {
    theme = readTheme();
    frame.request();
  });
  document.addEventListener('visibilitychange', () => send({ kind: 'visibilityChanged', hidden: document.hidden }));
  document.addEventListener('keydown', (event) => {
    if (isCompareKey(event) && hasTimeline(state)) return compare();
    const message = messageFor(event, state);
    if (!message) return;
    event.preventDefault();
    send(message);
  });
  teller.update(state.playhead);
  scheduleRound();
}

const root = document.getElementById('root');
if (root) start(root);
