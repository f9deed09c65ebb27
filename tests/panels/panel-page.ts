/**
 * A panel's real bundle in a real browser, under the content security policy that the extension gives it. Only the
 * transport is made up: `acquireVsCodeApi` hands messages to this process, where `answer` plays the extension host.
 */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { Emitter } from '../../src/base/disposable';
import { Channel } from '../../src/protocol/channel';
import type {
  FromPanel,
  FromPanelEvent,
  PanelEvent,
  PanelRequest,
  ToPanel,
} from '../../src/protocol/training-panel-messages';
import { THEMES, themeCss, type ThemeName } from './themes';

/**
 * What the archived controls' library is known to do, once, when it loads: it puts an empty style element into the page
 * to find out whether the browser knows :focus-visible. The policy refuses it, and nothing is lost but a ring on click.
 */
const KNOWN_COMPLAINT = /style-src-elem inline|Applying inline style violates/;

const NONCE = 'c2VlZGVk';
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Of the Training panel unless its messages are named. */
export interface PanelOptions<Request = PanelRequest> {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly deviceScaleFactor?: number;
  readonly words?: Readonly<Record<string, string>>;
  readonly boot?: object;
  /** What `getState` gives: what the panel kept before a reload. */
  readonly kept?: unknown;
  readonly answer: (request: Request) => unknown;
}

export interface OpenPanel<Request = PanelRequest, Event = PanelEvent> {
  readonly page: Page;
  /** Every request so far, in order. */
  readonly requests: readonly Request[];
  /** What the panel keeps over a reload. */
  readonly kept: () => unknown;
  /** Broken rules of the content security policy, and errors in the console. */
  readonly complaints: readonly string[];
  send(event: Event): void;
  close(): Promise<void>;
}

/** One browser and one bundle for a file of tests. */
export class PanelBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly server: Server,
    private readonly files: ReadonlyMap<string, Uint8Array>,
    private readonly pages: Map<string, string>,
  ) {}

  static async start(panel: string): Promise<PanelBrowser> {
    const built = await build({
      entryPoints: [`webviews/${panel}/main.ts`, `webviews/${panel}/panel.css`],
      entryNames: `${panel}`,
      outdir: '/',
      bundle: true,
      minify: true,
      write: false,
      format: 'iife',
      target: 'chrome120',
    });
    const files = new Map(built.outputFiles.map(({ path, contents }) => [path, contents]));
    const pages = new Map<string, string>();
    const server = createServer((request, response) => {
      const path = request.url ?? '/';
      const text = pages.get(path) ?? files.get(path);
      const type = path.endsWith('.js') ? 'text/javascript' : path.endsWith('.css') ? 'text/css' : 'text/html';
      response.writeHead(text === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` });
      response.end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const executablePath = [process.env.CHROMIUM ?? '', ...CHROMIUM].find((path) => existsSync(path));
    if (!executablePath) throw new Error(`Expected a Chromium at one of ${CHROMIUM.join(', ')}.`);
    return new PanelBrowser(await chromium.launch({ executablePath, args: FLAGS }), server, files, pages);
  }

  /** Bytes of the panel's minified script. */
  get scriptBytes(): number {
    return [...this.files].find(([path]) => path.endsWith('.js'))?.[1].length ?? 0;
  }

  async open<Request = PanelRequest, Event = PanelEvent>(
    panel: string,
    options: PanelOptions<Request>,
  ): Promise<OpenPanel<Request, Event>> {
    const { width = 1360, height = 860, deviceScaleFactor = 1, theme = 'dark' } = options;
    const address = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const path = `/${this.pages.size}`;
    this.pages.set(path, html(panel, address, theme, options));
    this.pages.set(`/${theme}.css`, themeCss(theme));
    const page = await this.browser.newPage({ viewport: { width, height }, deviceScaleFactor });
    const complaints: string[] = [];
    const requests: Request[] = [];
    let kept = options.kept;
    const complain = (what: string) => {
      if (!KNOWN_COMPLAINT.test(what)) complaints.push(what);
    };
    page.on('console', (message) => message.type() === 'error' && complain(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    const fromPage = new Emitter<unknown>();
    await page.exposeFunction('panelPosted', (message: unknown) => fromPage.fire(message));
    await page.exposeFunction('panelKept', (state: unknown) => (kept = state));
    await page.exposeFunction('policyBroken', complain);
    await page.addInitScript(fakeTransport, { kept: options.kept ?? null });
    const channel = new Channel<ToPanel, FromPanel>(
      {
        post: (message) => {
          if (!page.isClosed())
            page.evaluate((data) => window.postMessage(data, '*'), message).catch(() => 'the page went away');
        },
        onMessage: fromPage.event,
        onClose: () => ({ dispose: () => undefined }),
      },
      {
        parseRequest: (body) => body as PanelRequest,
        parseEvent: (body) => body as FromPanelEvent,
        onRequest: async (request) => {
          // Whose messages they are says who opens the panel.
          const asked = request as Request;
          requests.push(asked);
          return options.answer(asked);
        },
        onEvent: () => undefined,
      },
    );
    await page.goto(address + path);
    return {
      page,
      requests,
      complaints,
      kept: () => kept,
      send: (event) => channel.send(event as PanelEvent),
      close: async () => {
        channel.dispose();
        await page.close();
      },
    };
  }

  async close(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

declare const panelPosted: (message: unknown) => void;
declare const panelKept: (state: unknown) => void;
declare const policyBroken: (what: string) => void;

/** Runs in the page before the panel's own script. */
function fakeTransport({ kept }: { kept: unknown }): void {
  let state: unknown = kept ?? undefined;
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (message: unknown) => panelPosted(message),
      getState: () => state,
      setState: (next: unknown) => {
        state = next;
        panelKept(next);
      },
    }),
  });
  document.addEventListener('securitypolicyviolation', (event) =>
    policyBroken(
      `policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ''}:${event.lineNumber} ${event.sample}`,
    ),
  );
}

function html(
  panel: string,
  address: string,
  theme: ThemeName,
  { words = {}, boot = {} }: Pick<PanelOptions, 'words' | 'boot'>,
): string {
  const policy = `default-src 'none'; script-src 'nonce-${NONCE}'; style-src ${address}; img-src ${address} data: blob:; font-src ${address}`;
  const json = (value: unknown) => JSON.stringify(value).replace(/</g, '\\u003c');
  const { kind } = THEMES[theme];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${panel}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${address}/${theme}.css">
<link rel="stylesheet" href="${address}/${panel}.css">
</head>
<body data-panel="${panel}" class="${kind}" data-vscode-theme-kind="${kind}">
<div id="root"></div>
<script type="application/json" id="words">${json(words)}</script>
<script type="application/json" id="boot">${json(boot)}</script>
<script nonce="${NONCE}" src="${address}/${panel}.js"></script>
</body>
</html>`;
}
