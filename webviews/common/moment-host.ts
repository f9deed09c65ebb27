/**
 * What every panel about a moment has its host do: move the run's playhead, show a line, copy, save a picture. What goes wrong
 * with it becomes the panel's trouble, and goes away when something goes right.
 */
import { type Problem, toProblem } from '../../src/base/problem';
import type { SourcePlace } from '../../src/protocol/manifest';
import type { PictureFormat } from '../../src/protocol/panel-services';
import type { Playhead } from '../../src/protocol/training-panel-messages';
import { onThemeChange } from './theme';
import { t } from './words';

/** The way to the host. */
export interface HostChannel {
  request(question: { readonly kind: 'revealPlace'; readonly place: SourcePlace }): Promise<null>;
  request(question: { readonly kind: 'copyText'; readonly text: string }): Promise<null>;
  request(question: {
    readonly kind: 'chooseFile';
    readonly suggestedName: string;
    readonly formats: PictureFormat[];
  }): Promise<{ readonly ticket: string; readonly format: PictureFormat } | null>;
  request(question: {
    readonly kind: 'writeFile';
    readonly ticket: string;
    readonly bytes: Uint8Array<ArrayBuffer>;
  }): Promise<null>;
  send(event: { readonly kind: 'playheadMoved'; readonly playhead: Playhead }): void;
}

export class MomentHost {
  private isTroubled = false;

  /** @param announce says a sentence to those who don't see the panel */
  constructor(
    private readonly channel: HostChannel,
    private readonly onTrouble: (trouble: Problem | undefined) => void,
    private readonly announce: (sentence: string) => void,
  ) {}

  movePlayhead(playhead: Playhead): void {
    this.channel.send({ kind: 'playheadMoved', playhead });
  }

  reveal(place: SourcePlace): void {
    this.tell(this.channel.request({ kind: 'revealPlace', place }));
  }

  copyText(text: string): void {
    this.tell(this.channel.request({ kind: 'copyText', text }).then(() => this.announce(t('Copied'))));
  }

  /** Where the user says where to: then it is made. */
  save(
    suggestedName: string,
    formats: readonly PictureFormat[],
    make: (format: PictureFormat) => Promise<Uint8Array<ArrayBuffer>>,
  ): void {
    this.tell(this.saved(suggestedName, formats, make));
  }

  tell(answer: Promise<unknown>): void {
    answer.then(
      () => this.isTroubled && this.trouble(undefined),
      (error: unknown) => this.trouble(toProblem(error, 'environment')),
    );
  }

  private trouble(trouble: Problem | undefined): void {
    this.isTroubled = trouble !== undefined;
    this.onTrouble(trouble);
  }

  private async saved(...[suggestedName, formats, make]: Parameters<MomentHost['save']>): Promise<void> {
    const chosen = await this.channel.request({ kind: 'chooseFile', suggestedName, formats: [...formats] });
    if (!chosen) return;
    await this.channel.request({ kind: 'writeFile', ticket: chosen.ticket, bytes: await make(chosen.format) });
  }
}

/**
 * Has a panel drawn anew when its page changes, and hands it the keys that nothing else wants.
 * @param press @returns whether the key was the panel's
 */
export function followPage(redraw: () => void, retheme: () => void, press: (event: KeyboardEvent) => boolean): void {
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (press(event)) event.preventDefault();
  });
  window.addEventListener('resize', redraw);
  onThemeChange(() => {
    retheme();
    redraw();
  });
}
