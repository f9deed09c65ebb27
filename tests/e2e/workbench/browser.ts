/** Chromium without a window, as every suite uses it. */
import { type Browser, chromium } from 'playwright-core';

/** @param executable path of a Chromium or Chrome */
export function launchBrowser(executable: string): Promise<Browser> {
  return chromium.launch({
    executablePath: executable,
    // Containers have no user namespaces for its sandbox; it opens nothing but our own server.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    // Signals are the suite's business: it ends the browser itself, after what the browser shows.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
