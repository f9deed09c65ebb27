/**
 * One VS Code window in a browser, as a person sees it: its commands, editors, notifications and webviews. Every wait
 * here ends when the thing is there, or fails after the page's default timeout; nothing sleeps.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';

const PICK_ATTEMPTS = 6;
/** Of the first attempt; each has twice as much as the one before it, and the last as much as any action. */
const PICK_PATIENCE_MS = 1000;

const patienceAt = (attempt: number): number | undefined =>
  attempt < PICK_ATTEMPTS ? PICK_PATIENCE_MS * 2 ** (attempt - 1) : undefined;

export interface WorkbenchPlaces {
  /** Absolute path of the opened folder: a copy that the test may change. */
  readonly workspace: string;
  /** Where screenshots go. */
  readonly shots: string;
  /** Log of the server, for messages of a failed test. */
  readonly serverLog: string;
  /** Process group of the server and its extension hosts. */
  readonly serverGroup: number;
  /** Folder of the server's profile. */
  readonly profile: string;
  /** Address that opens the workspace, for a second window. */
  readonly url: string;
}

export class Workbench {
  constructor(
    readonly page: Page,
    readonly places: WorkbenchPlaces,
  ) {}

  /** Opens the URL and waits until the explorer lists the folder. */
  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  }

  /** Runs a command by its title in the palette, e.g. "Gibbon: Train Experiment…". */
  async command(title: string): Promise<void> {
    await this.pick('F1', `>${title}`, title);
  }

  /** Chooses an answer of the list that is asked for, by keyboard: a list that has just opened moves under a click. */
  async choose(answer: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible input').first();
    await this.pickRow(answer).first().waitFor();
    await input.fill(answer);
    await this.pickRow(answer, '.focused').waitFor();
    await input.press('Enter');
  }

  /** Reloads the window by VS Code's own command, which first writes down what panels keep. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.command('Developer: Reload Window');
    await loaded;
  }

  /** Opens a file of the workspace by its name through quick open. */
  async openFile(name: string): Promise<void> {
    await this.pick('Control+P', name, name);
    await this.activeTab(name).waitFor();
  }

  /** The tab of the active editor when its label contains `label`. */
  activeTab(label: string): Locator {
    return this.page.locator('.tab.active').filter({ hasText: label });
  }

  /** Any tab, active or not. */
  tab(label: string): Locator {
    return this.page.locator('.tabs-container .tab').filter({ hasText: label });
  }

  /** An entry of the status bar whose text contains `text`. */
  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text });
  }

  /** A code lens above a line. */
  codeLens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a').filter({ hasText: text });
  }

  /** Rows of whatever tree is shown in the side bar. */
  treeRow(text: string | RegExp): Locator {
    return this.page.locator('.pane-body .monaco-list-row').filter({ hasText: text });
  }

  /** The document inside the visible webview: an iframe in an iframe. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** Waits for a notification with this text, and clears them all. Works whether or not toasts are shown. */
  async expectNotification(text: string | RegExp): Promise<void> {
    const item = this.page.locator('.notifications-center .notification-list-item:visible').filter({ hasText: text });
    // The centre does not open while it is empty: a notification that comes a moment later would never be seen.
    for (let attempts = 1; ; attempts++) {
      await this.command('Notifications: Show Notifications');
      try {
        await item.first().waitFor({ timeout: patienceAt(attempts) });
        break;
      } catch (error) {
        if (attempts === PICK_ATTEMPTS) throw error;
      }
    }
    await this.command('Notifications: Clear All Notifications');
  }

  /** Closes every editor, asking nothing. */
  async closeAllEditors(): Promise<void> {
    await this.command('View: Close All Editors');
    await this.page.locator('.tabs-container .tab').first().waitFor({ state: 'detached' });
  }

  /** @returns path of the picture, out/shots/NAME.png */
  async screenshot(name: string): Promise<string> {
    mkdirSync(this.places.shots, { recursive: true });
    const file = path.join(this.places.shots, `${name}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }

  /** A row of the list under a box, by what it says to a screen reader: its elements keep words of rows before it. */
  private pickRow(words: string, state = ''): Locator {
    return this.page.locator(`.quick-input-list .monaco-list-row${state}[aria-label*="${words}"]`);
  }

  /**
   * Types into a quick pick, waits until the wanted row is the focused one, and accepts it. The list is made when the
   * text is typed, so while extensions are still starting it is asked again; and so it is when whatever the command
   * before it opened comes late and takes the box away.
   */
  private async pick(key: string, text: string, wanted: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget:visible input').first();
    const row = this.pickRow(wanted, '.focused');
    for (let attempts = 1; ; attempts++) {
      const timeout = patienceAt(attempts);
      try {
        await this.page.keyboard.press(key);
        await input.fill(text, { timeout });
        await row.waitFor({ timeout });
        break;
      } catch (error) {
        if (attempts === PICK_ATTEMPTS) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
    // On the input, not the page: a webview that is just being shown may hold the keyboard.
    await input.press('Enter');
  }
}
