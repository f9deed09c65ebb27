/** What a panel's page is made of, as the extension makes it: its bundle, its policy, its words, and a theme's colours. */
import path from 'node:path';
import { build } from 'esbuild';
import { bundles } from '../../../scripts/build.mjs';
import { THEMES, themeCss, type ThemeName } from './themes';

const NONCE = 'c2VlZGVk';

/** Everything that `page` needs, by the path of its address. */
export type PanelFiles = ReadonlyMap<string, string | Uint8Array>;

/** The scripts and style sheets of all panels as they are packed, made of the sources as they are now. */
export async function panelFiles(): Promise<PanelFiles> {
  const panels = bundles({ production: true }).find(({ platform }) => platform === 'browser');
  if (!panels) throw new Error('Expected scripts/build.mjs to bundle panels for a browser.');
  const { outputFiles } = await build({ ...panels, sourcemap: false, write: false });
  return new Map<string, string | Uint8Array>([
    ...outputFiles.map((file) => [`/${path.basename(file.path)}`, file.contents] as const),
    ...Object.keys(THEMES).map((theme) => [`/${theme}.css`, themeCss(theme as ThemeName)] as const),
  ]);
}

export interface PageContents {
  /** Name of its folder under webviews/. */
  readonly panel: string;
  readonly theme: ThemeName;
  readonly words: Readonly<Record<string, string>>;
  readonly boot: object;
  /** What `getState` gives: what the panel kept before a reload. */
  readonly kept: unknown;
}

/** @param address of the server that has the panels' files */
export function pageOf({ panel, theme, words, boot, kept }: PageContents, address: string): string {
  const policy = `default-src 'none'; script-src 'nonce-${NONCE}'; style-src ${address}; img-src ${address} data: blob:; font-src ${address}`;
  const json = (value: unknown) => JSON.stringify(value ?? null).replace(/</g, '\\u003c');
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
<script type="application/json" id="kept">${json(kept)}</script>
<script nonce="${NONCE}" src="${address}/${panel}.js"></script>
</body>
</html>`;
}
