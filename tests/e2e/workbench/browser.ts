/** Chromium without a window, as every suite uses it, and pages in it that VS Code is opened in. */
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

/** Containers have no user namespaces for its sandbox; it opens nothing but our own servers. */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @param executable path of a Chromium or Chrome */
export function launchBrowser(executable: string): Promise<Browser> {
  return chromium.launch({
    executablePath: executable,
    args: [...CHROMIUM_FLAGS],
    // Signals are the suite's business: it ends the browser itself, after what the browser shows.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/**
 * Nothing of an earlier window is known to its pages, and nothing moves by itself in them: a single icon that spins, as
 * that of a training in the status bar, costs a browser without a GPU half a core.
 */
export async function newWindowContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce' });
  await context.addInitScript(() => {
    addEventListener('DOMContentLoaded', () => {
      const style = document.createElement('style');
      style.textContent = '.codicon-modifier-spin { animation: none !important }';
      document.head.append(style);
    });
  });
  return context;
}
