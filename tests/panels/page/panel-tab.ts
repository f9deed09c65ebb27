/**
 * A tab of the browser, which shows one panel after another. Only the transport is made up: `acquireVsCodeApi` hands messages to
 * this process, where `answer` plays the extension host.
 */
import type { Page } from 'playwright-core';
import { Emitter } from '../../../src/base/disposable';
import { Channel } from '../../../src/protocol/channel';
import type {
  FromPanel,
  FromPanelEvent,
  PanelEvent,
  PanelRequest,
  ToPanel,
} from '../../../src/protocol/training-panel-messages';
import { deliver, prepare } from './in-page';
import { asText } from './messages';

/**
 * What the archived controls' library is known to do, once, when it loads: it puts an empty style element into the page
 * to find out whether the browser knows :focus-visible. The policy refuses it, and nothing is lost but a ring on click.
 */
const KNOWN_COMPLAINT = /style-src-elem inline|Applying inline style violates/;
/** What gave no answer is asked again after a second, and charts are described anew after that time: too long to be waited for. */
const LONG_PAUSE_MS = 500;

export interface OpenPanel<Request = PanelRequest, Event = PanelEvent> {
  readonly page: Page;
  /** Every request so far, in order. */
  readonly requests: readonly Request[];
  /** What the panel keeps over a reload. */
  readonly kept: () => unknown;
  /** Broken rules of the content security policy, and errors in the console. */
  readonly complaints: readonly string[];
  readonly traffic: Traffic;
  send(event: Event): void;
  close(): Promise<void>;
}

/** What comes from the page that a tab shows. */
interface Shown {
  readonly place: string;
  readonly messages: Emitter<unknown>;
  complain(what: string): void;
  keep(state: unknown): void;
}

export class PanelTab {
  private shown: Shown | undefined;

  private constructor(
    private readonly page: Page,
    private readonly address: string,
    private readonly onFree: (tab: PanelTab) => void,
  ) {}

  /** @param onFree called when its panel was closed */
  static async in(page: Page, address: string, onFree: (tab: PanelTab) => void): Promise<PanelTab> {
    const tab = new PanelTab(page, address, onFree);
    const at = (place: string) => (tab.shown?.place === place ? tab.shown : undefined);
    page.on('console', (message) => message.type() === 'error' && tab.shown?.complain(message.text()));
    page.on('pageerror', (error) => tab.shown?.complain(String(error)));
    await page.exposeFunction('panelPosted', (place: string, message: unknown) => at(place)?.messages.fire(message));
    await page.exposeFunction('panelKept', (place: string, state: unknown) => at(place)?.keep(state));
    await page.exposeFunction('policyBroken', (place: string, what: string) => at(place)?.complain(what));
    await page.addInitScript(prepare, LONG_PAUSE_MS);
    return tab;
  }

  /** @param place of the panel's page on the server @param answer plays the extension host */
  async show<Request, Event>(
    place: string,
    size: { readonly width: number; readonly height: number },
    answer: (request: Request) => unknown,
    kept: unknown,
  ): Promise<OpenPanel<Request, Event>> {
    const { page } = this;
    const [requests, complaints] = [[] as Request[], [] as string[]];
    const messages = new Emitter<unknown>();
    const traffic = new Traffic();
    this.shown = {
      place,
      messages,
      complain: (what) => void (KNOWN_COMPLAINT.test(what) || complaints.push(what)),
      keep: (state) => (kept = state),
    };
    messages.event((message) => traffic.came(message));
    const post = inBatches((texts: string[]) => page.evaluate(deliver, { place, texts }));
    const channel = new Channel<ToPanel, FromPanel>(
      {
        post: (message) => traffic.went(message, post(asText(message))),
        onMessage: messages.event,
        onClose: () => ({ dispose: () => undefined }),
      },
      {
        parseRequest: (body) => body as PanelRequest,
        parseEvent: (body) => body as FromPanelEvent,
        onRequest: async (request) => {
          // Whose messages they are says who opens the panel.
          const asked = request as Request;
          requests.push(asked);
          return answer(asked);
        },
        onEvent: () => undefined,
      },
    );
    await page.setViewportSize(size);
    await page.goto(this.address + place);
    let isOpen = true;
    return {
      page,
      requests,
      complaints,
      kept: () => kept,
      traffic,
      send: (event) => channel.send(event as PanelEvent),
      close: async () => {
        if (!isOpen) return;
        isOpen = false;
        channel.dispose();
        await this.clear();
      },
    };
  }

  /** As a new tab is: no panel, no pointer over it, no key held, the system asks for nothing. */
  private async clear(): Promise<void> {
    const { page } = this;
    this.shown = undefined;
    await page.goto(`${this.address}/empty`);
    await page.mouse.up();
    await page.mouse.move(-1, -1);
    for (const key of ['Shift', 'Control']) await page.keyboard.up(key);
    await page.emulateMedia({ reducedMotion: null, forcedColors: null });
    this.onFree(this);
  }
}

/**
 * What is sent while the batch before is on its way goes together: each call of the browser takes a millisecond.
 * @returns settled with its batch
 */
function inBatches<T>(send: (batch: T[]) => Promise<unknown>): (one: T) => Promise<unknown> {
  let batch: T[] = [];
  let waiting: Promise<unknown> | undefined;
  let before: Promise<unknown> = Promise.resolve();
  return (one) => {
    batch.push(one);
    if (waiting) return waiting;
    const turn = new Promise<void>((resolve) => setImmediate(resolve));
    const sent = Promise.all([turn, before.catch(() => undefined)]).then(() => {
      const now = batch;
      batch = [];
      waiting = undefined;
      return send(now);
    });
    waiting = before = sent;
    return sent;
  };
}

/** How many messages have come from the page, and have gone there; which of its requests wait for an answer. */
export class Traffic {
  received = 0;
  sent = 0;
  private arrived = 0;
  private readonly waiting = new Map<unknown, string>();
  private readonly changed = new Emitter<void>();

  came(message: unknown): void {
    this.received++;
    const { type, id, body } = message as { type?: string; id?: unknown; body?: { kind?: string } };
    if (type === 'request') this.waiting.set(id, body?.kind ?? '');
    this.changed.fire();
  }

  went(message: unknown, arrival: Promise<unknown>): void {
    this.sent++;
    this.waiting.delete((message as { id?: unknown }).id);
    const arrived = () => {
      this.arrived++;
      this.changed.fire();
    };
    // A page that went away needs no messages.
    arrival.then(arrived, arrived);
  }

  /** Whether all is answered that the page has asked, and it has the answers. */
  get isAtRest(): boolean {
    return this.waiting.size === 0 && this.arrived === this.sent;
  }

  /** Until so many messages have come, and are answered. @throws Error when that does not happen */
  atRest(received: number, withinMs = 60_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.received < received || !this.isAtRest) return;
        end();
        resolve();
      };
      const end = () => {
        clearTimeout(late);
        listening.dispose();
      };
      const late = setTimeout(() => {
        end();
        reject(new Error(`The panel waits for answers: ${[...this.waiting.values()].join(', ')}.`));
      }, withinMs);
      const listening = this.changed.event(look);
      look();
    });
  }
}
