/** The Data panel's entry: wires channel, state and view together. It runs in a webview. */
import { toProblem } from '../../src/base/problem';
import { failure } from '../../src/base/result';
import { Channel } from '../../src/protocol/channel';
import type { DataPanelEvent, FromDataPanel, ToDataPanel } from '../../src/protocol/dataset-preview';
import { acquireApi, createPort } from '../common/channel';
import { copyPng } from '../common/clipboard';
import { registerControls } from '../common/controls';
import { FrameScheduler } from '../common/frame-scheduler';
import { onThemeChange, readTheme } from '../common/theme';
import { t } from '../common/words';
import { previewPicture } from './preview-picture';
import { type DataMessage, initialState, reduce } from './state';
import { DataView } from './view';

function start(root: HTMLElement): void {
  registerControls();
  let state = initialState;
  let theme = readTheme();
  let asked = 0;
  const frame = new FrameScheduler(() => view.update(state, theme));
  const channel = new Channel<FromDataPanel, ToDataPanel>(createPort(acquireApi()), {
    parseRequest: () => ({ kind: 'nothing' }),
    parseEvent: (body) => body as DataPanelEvent,
    onRequest: () => Promise.resolve(undefined),
    onEvent: (event) => {
      if (event.kind === 'reading') send({ kind: 'told', activity: event.activity });
      else read(false);
    },
  });
  const view = new DataView(root, {
    readAgain: () => read(true),
    reveal: (place) => tell(channel.request({ kind: 'revealPlace', place })),
    save: () => tell(save()),
    copy: () => tell(copy()),
    onReady: () => frame.request(),
  });

  function send(message: DataMessage): void {
    state = reduce(state, message);
    frame.request();
  }

  /** The newest question counts: an older one may fail only because it was given up for it. */
  function read(again: boolean): void {
    const number = ++asked;
    send({ kind: 'asked' });
    void channel
      .request({ kind: 'readPreview', again })
      .catch((error: unknown) => failure(toProblem(error, 'environment')))
      .then((answer) => {
        if (number === asked) send({ kind: 'answered', answer });
      });
  }

  async function save(): Promise<void> {
    const { preview } = state;
    if (!preview) return;
    const chosen = await channel.request({
      kind: 'chooseFile',
      suggestedName: `${preview.name}-data`,
      formats: ['png'],
    });
    if (!chosen) return;
    const bytes = await previewPicture(preview, theme);
    await channel.request({ kind: 'writeFile', ticket: chosen.ticket, bytes });
  }

  async function copy(): Promise<void> {
    const { preview } = state;
    if (!preview) return;
    await copyPng(previewPicture(preview, theme));
    view.announce(t('Copied'));
  }

  function tell(work: Promise<unknown>): void {
    work.catch((error: unknown) => send({ kind: 'failed', trouble: toProblem(error, 'environment') }));
  }

  window.addEventListener('resize', () => frame.request());
  onThemeChange(() => {
    theme = readTheme();
    frame.request();
  });
  read(false);
}

const root = document.getElementById('root');
if (root) start(root);
