/** What every panel's page has in common: its strict HTML, and the port that the channel runs over. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Port } from '../protocol/channel';
import { onOneBuffer } from './one-buffer';

export interface PanelPage {
  /** Folder of the panel under webviews/, and name of its bundle. */
  readonly name: string;
  readonly title: string;
  /** Comes back after a reload of the window. */
  readonly boot: object;
}

export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri, { name, title, boot }: PanelPage): string {
  const uri = (file: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webviews', file)).toString();
  const [nonce, styleNonce] = [randomBytes(16).toString('base64'), randomBytes(16).toString('base64')];
  const { cspSource } = webview;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // The controls' library tries out one empty <style>, with the nonce that it finds in the page.
    `style-src ${cspSource} 'nonce-${styleNonce}'`,
    `img-src ${cspSource} data: blob:`,
    `font-src ${cspSource}`,
  ].join('; ');
  return `<!doctype html>
<html lang="${escape(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${styleNonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="stylesheet" href="${uri(`${name}.css`)}">
</head>
<body data-panel="${name}">
<div id="root"></div>
<script type="application/json" id="words">${inScript(vscode.l10n.bundle ?? {})}</script>
<script type="application/json" id="boot">${inScript(boot)}</script>
<script nonce="${nonce}" src="${uri(`${name}.js`)}"></script>
</body>
</html>`;
}

export const webviewPort = ({ webview, onDidDispose }: vscode.WebviewPanel): Port => ({
  post: (message) => void webview.postMessage(onOneBuffer(message)),
  onMessage: (listener) => webview.onDidReceiveMessage(listener),
  onClose: (listener) => onDidDispose(listener),
});

const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** JSON that can't end the script element that it stands in. */
const inScript = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c');
