/** The Chromium that shows panels, with a server on this machine that has their files, under the policy that the extension gives them. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { OUT, ROOT } from '../../../scripts/lib/places.mjs';
import type { PanelEvent, PanelRequest } from '../../../src/protocol/training-panel-messages';
import { CHROMIUM_FLAGS } from '../../e2e/workbench/browser';
import { type PanelFiles, pageOf, panelFiles } from './panel-files';
import { type OpenPanel, PanelTab } from './panel-tab';
import type { ThemeName } from './themes';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  ...CHROMIUM_FLAGS,
  // The same pixels on every machine.
  '--disable-skia-runtime-opts',
  '--disable-lcd-text',
  '--font-render-hinting=none',
];

/** Dates are said as here, and pixels are as large. */
const SURROUNDINGS = { deviceScaleFactor: 1, locale: 'en-US', timezoneId: 'UTC' };

/** Of the Training panel unless its messages are named. */
export interface PanelOptions<Request = PanelRequest> {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly words?: Readonly<Record<string, string>>;
  readonly boot?: object;
  /** What `getState` gives: what the panel kept before a reload. */
  readonly kept?: unknown;
  readonly answer: (request: Request) => unknown;
}

export class PanelBrowser {
  private readonly free: PanelTab[] = [];
  private opened = 0;

  private constructor(
    private readonly browser: Browser,
    private readonly server: Server,
    private readonly files: PanelFiles,
    private readonly pages: Map<string, string>,
  ) {}

  static async start(): Promise<PanelBrowser> {
    const files = await panelFiles();
    const pages = new Map<string, string>();
    const server = createServer((request, response) => {
      const place = request.url ?? '/';
      const text = pages.get(place) ?? files.get(place) ?? (place === '/empty' ? '' : undefined);
      const type = place.endsWith('.js') ? 'text/javascript' : place.endsWith('.css') ? 'text/css' : 'text/html';
      // A tab that shows one panel after another compiles its script once.
      const kept = files.has(place) ? { 'cache-control': 'max-age=86400' } : {};
      response.writeHead(text === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8`, ...kept });
      response.end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A test process that is done does not wait for it.
    server.unref();
    const executablePath = [process.env.CHROMIUM ?? '', ...CHROMIUM].find((place) => existsSync(place));
    if (!executablePath) throw new Error(`Expected a Chromium at one of ${CHROMIUM.join(', ')}.`);
    const env = { ...process.env, FONTCONFIG_FILE: writeFontSettings() };
    return new PanelBrowser(await chromium.launch({ executablePath, args: FLAGS, env }), server, files, pages);
  }

  get version(): string {
    return this.browser.version();
  }

  /** Bytes of a panel's minified script. */
  scriptBytes(panel: string): number {
    return this.files.get(`/${panel}.js`)?.length ?? 0;
  }

  async open<Request = PanelRequest, Event = PanelEvent>(
    panel: string,
    options: PanelOptions<Request>,
  ): Promise<OpenPanel<Request, Event>> {
    const { width = 1360, height = 860, theme = 'dark', words = {}, boot = {}, kept } = options;
    const address = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const place = `/${++this.opened}`;
    this.pages.set(place, pageOf({ panel, theme, words, boot, kept }, address));
    const tab =
      this.free.pop() ??
      (await PanelTab.in(await this.browser.newPage(SURROUNDINGS), address, (its) => this.free.push(its)));
    return tab.show<Request, Event>(place, { width, height }, options.answer, kept);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** One sans serif, and one for code, from a package: in the place of this machine's fonts, whatever a page asks for. */
function writeFontSettings(): string {
  const folder = path.join(OUT, 'panel-fonts');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'fonts.conf');
  writeFileSync(
    file,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${path.join(ROOT, 'node_modules/dejavu-fonts-ttf/ttf')}</dir>
  <cachedir>${path.join(folder, 'cache')}</cachedir>
  <selectfont>
    <rejectfont><glob>*Serif*</glob></rejectfont>
    <rejectfont><glob>*Condensed*</glob></rejectfont>
    <rejectfont><glob>*ExtraLight*</glob></rejectfont>
    <rejectfont><glob>*Math*</glob></rejectfont>
  </selectfont>
  <match target="pattern">
    <test name="family"><string>monospace</string></test>
    <edit name="family" mode="assign" binding="strong"><string>DejaVu Sans Mono</string></edit>
  </match>
  <match target="pattern">
    <edit name="family" mode="append" binding="strong"><string>DejaVu Sans</string></edit>
  </match>
</fontconfig>
`,
  );
  return file;
}

let shared: Promise<PanelBrowser> | undefined;

/** One for all files of tests in a process, with which it ends: Playwright and Chromium see to that. */
export const sharedBrowser = (): Promise<PanelBrowser> => (shared ??= PanelBrowser.start());
