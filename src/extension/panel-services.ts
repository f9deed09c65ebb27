/** What the host does for any panel, whatever the panel is about: leads to a line, copies, and writes pictures to files. */
import path from 'node:path';
import * as vscode from 'vscode';
import { ProblemError } from '../base/problem';
import type { PanelServiceAnswers, PanelServiceRequest, PictureFormat } from '../protocol/panel-services';
import { revealPlace } from './places';

const SERVICES: Readonly<Record<PanelServiceRequest['kind'], true>> = {
  revealPlace: true,
  copyText: true,
  chooseFile: true,
  writeFile: true,
};

export const isServiceRequest = (request: { readonly kind: string }): request is PanelServiceRequest =>
  Object.hasOwn(SERVICES, request.kind);

export class PanelServices {
  private readonly chosen = new Map<string, vscode.Uri>();
  private tickets = 0;

  /** @param near where the dialog for a picture's file begins */
  constructor(private readonly near: vscode.Uri) {}

  async answer(request: PanelServiceRequest): Promise<PanelServiceAnswers[PanelServiceRequest['kind']]> {
    switch (request.kind) {
      case 'revealPlace':
        await revealPlace(request.place);
        return null;
      case 'copyText':
        await vscode.env.clipboard.writeText(request.text);
        return null;
      case 'chooseFile':
        return this.choose(request.suggestedName, request.formats);
      case 'writeFile':
        await this.write(request.ticket, request.bytes);
        return null;
    }
  }

  /**
   * The ending of the file that the user chooses decides the format. A panel writes to no other file.
   * @param suggestedName without its ending @param formats the first one is the usual one
   */
  private async choose(
    suggestedName: string,
    formats: readonly PictureFormat[],
  ): Promise<PanelServiceAnswers['chooseFile']> {
    const [usual = 'png'] = formats;
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Save Picture'),
      defaultUri: vscode.Uri.joinPath(this.near, `${path.basename(suggestedName)}.${usual}`),
      filters: Object.fromEntries(formats.map((format) => [formatName(format), [format]])),
    });
    if (!target) return null;
    const ending = path.extname(target.path).slice(1).toLowerCase();
    const format = formats.find((one) => one === ending);
    if (ending !== '' && !format) throw new ProblemError(wrongEnding(ending, formats));
    const ticket = `${this.tickets++}`;
    // A name without an ending gets the usual one.
    this.chosen.set(ticket, format ? target : target.with({ path: `${target.path}.${usual}` }));
    return { ticket, format: format ?? usual };
  }

  /** @throws ProblemError for a ticket that was never given out, or was used */
  private async write(ticket: string, bytes: Uint8Array): Promise<void> {
    const target = this.chosen.get(ticket);
    if (!target)
      throw new ProblemError({
        message: 'A panel wanted to write a file that nobody has chosen.',
        remedy: 'Save the picture once more.',
        blame: 'environment',
      });
    this.chosen.delete(ticket);
    await vscode.workspace.fs.writeFile(target, bytes);
  }
}

function formatName(format: PictureFormat): string {
  switch (format) {
    case 'png':
      return vscode.l10n.t('PNG, pixels');
    case 'svg':
      return vscode.l10n.t('SVG, lines and text');
    case 'gif':
      return vscode.l10n.t('GIF, over time');
  }
}

const wrongEnding = (ending: string, formats: readonly PictureFormat[]) => ({
  message: vscode.l10n.t('This picture can’t be saved as .{0}.', ending),
  remedy: vscode.l10n.t('Choose a name that ends in {0}.', formats.map((format) => `.${format}`).join(', ')),
  blame: 'environment' as const,
});
