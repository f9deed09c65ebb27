/** A hover over a line that made something of a run: the same as at its end, large, and with the figures. */
import * as vscode from 'vscode';
import { type LayerStatistic, layerTag } from '../../base/layer-tags';
import { shapeFigures } from '../model-figures';
import type { RunSession } from '../run-session';
import { inlinePreviewsShown } from '../settings';
import { figure, percent } from './figures';
import { mapWords, missingMapWords } from './map-words';
import type { Mark, MarkedLayer } from './marks';
import { PALETTES } from './palette';
import type { PlacedMark } from './place-marks';
import { asDataUri } from './pictures';
import type { SourceMarks } from './source-marks';

/** More layers than these of one line are told by their number. */
const MOST_LAYERS = 6;
const MEAN_STEPS = 100;

export const SHOW_IN_TIMELINE = 'gibbon.showInTimeline';

export class MarkHoverProvider implements vscode.HoverProvider {
  constructor(private readonly marks: SourceMarks) {}

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const line = document.lineAt(position.line);
    if (!inlinePreviewsShown() || position.character < line.firstNonWhitespaceCharacterIndex) return undefined;
    const marked = this.marks.of(document);
    const placed = marked?.marks.find((mark) => mark.line === position.line + 1);
    if (!marked || !placed) return undefined;
    // It is loaded with the first picture.
    const { hoverPicture } = await import('./hover-picture');
    const { session } = marked;
    const picture = hoverPicture(placed.mark, { reader: session.figures, step: session.playheadStep });
    const palette = PALETTES[isDark(vscode.window.activeColorTheme.kind) ? 'dark' : 'light'];
    const image = picture && { ...picture, uri: asDataUri(picture.svg(palette)) };
    return new vscode.Hover(sayOf(placed, session, image), line.range);
  }
}

const isDark = (kind: vscode.ColorThemeKind): boolean =>
  kind === vscode.ColorThemeKind.Dark || kind === vscode.ColorThemeKind.HighContrast;

interface HoverImage {
  readonly uri: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

function sayOf(
  { mark, isStale }: PlacedMark,
  session: RunSession,
  image: HoverImage | undefined,
): vscode.MarkdownString {
  const { playheadStep: step, manifest, runFolder } = session;
  const text = new vscode.MarkdownString('', true);
  text.supportHtml = true;
  text.isTrusted = { enabledCommands: [SHOW_IN_TIMELINE] };
  const layer = mark.layers.at(-1);
  const when = vscode.l10n.t('step {0}', step.toLocaleString(vscode.env.language));
  if (layer)
    text.appendMarkdown(
      `**${escaped(layer.name)}** · ${escaped(layer.className)} · ${shapeFigures(layer.outputShape)}`,
    );
  else if (mark.shown.kind === 'curves')
    text.appendMarkdown(`**${escaped(said(mark.shown.track.title))}** · ${escaped(said(mark.shown.track.subtitle))}`);
  text.appendMarkdown(` · ${when} · ${escaped(manifest.name)}\n\n`);
  if (isStale) text.appendMarkdown(`$(warning) ${vscode.l10n.t('This line was changed since this run.')}\n\n`);
  if (image)
    text.appendMarkdown(`<img src="${image.uri}" alt="" width="${image.widthPx}" height="${image.heightPx}">\n\n`);
  else text.appendMarkdown(`${vscode.l10n.t('Nothing of it is recorded by this step.')}\n\n`);
  text.appendMarkdown(ofMaps(mark, session));
  text.appendMarkdown(mark.layers.length > 0 ? layerTable(mark, session) : seriesTable(mark, session));
  const details = encodeURIComponent(JSON.stringify([{ runFolder, layer: layer?.name }]));
  text.appendMarkdown(
    `[$(graph-line) ${vscode.l10n.t('Show in the timeline')}](command:${SHOW_IN_TIMELINE}?${details})`,
  );
  return text;
}

/** Under the picture of a convolution: what it shows, or why it shows something else. */
function ofMaps({ shown }: Mark, { figures: reader, playheadStep: step }: RunSession): string {
  const words =
    shown.kind === 'maps'
      ? mapWords(shown.maps, shown.sample, { reader, step })
      : shown.kind === 'activation' && shown.missing
        ? missingMapWords(shown.missing)
        : '';
  return words && `${escaped(words)}\n\n`;
}

function layerTable({ layers, shown }: Mark, { figures: reader, playheadStep }: RunSession): string {
  const { language } = vscode.env;
  const shownLayers = layers.slice(-MOST_LAYERS);
  const valueOf = (layer: MarkedLayer, what: LayerStatistic) =>
    reader.values([layerTag(layer.name, what)], playheadStep)[0];
  // They are recorded more rarely than losses, and together.
  const recorded = shownLayers.map((layer) => valueOf(layer, 'mean')?.step).find((step) => step !== undefined);
  const rows = shownLayers.map((layer) => {
    const value = (what: LayerStatistic) => valueOf(layer, what)?.value;
    return [
      layer.name,
      figure(value('mean'), language),
      figure(value('spread'), language),
      percent(value('deadShare'), language),
      figure(value('gradientNorm'), language),
      figure(value('updateRatio'), language),
    ];
  });
  const more = layers.length - shownLayers.length;
  const heads = [
    vscode.l10n.t('layer'),
    vscode.l10n.t('mean'),
    vscode.l10n.t('spread'),
    vscode.l10n.t('dead'),
    vscode.l10n.t('gradient norm'),
    vscode.l10n.t('update ratio'),
  ];
  const beliefs =
    shown.kind === 'beliefs'
      ? ['dReal', 'dFake'].map((tag) => figure(reader.values([tag], playheadStep)[0]?.value, language))
      : undefined;
  const notes = [
    ...(recorded === undefined ? [] : [vscode.l10n.t('figures of step {0}', recorded.toLocaleString(language))]),
    ...(more > 0 ? [vscode.l10n.t('and {0} layers before them', more)] : []),
  ];
  return (
    (beliefs ? `D(x) ${beliefs[0]} · D(G(z)) ${beliefs[1]}\n\n` : '') +
    (recorded === undefined ? '' : table(heads, rows)) +
    `\n\n${notes.map((note) => `${note} · `).join('')}`
  );
}

function seriesTable({ shown }: Mark, { figures: reader, playheadStep }: RunSession): string {
  if (shown.kind !== 'curves') return '';
  const { language } = vscode.env;
  const rows = shown.track.series.map(({ tag, label }) => [
    said(label),
    figure(reader.values([tag], playheadStep)[0]?.value, language),
    figure(reader.windowMeans([tag], playheadStep, MEAN_STEPS)[tag] ?? undefined, language),
  ]);
  return `${table(['', vscode.l10n.t('now'), vscode.l10n.t('mean of {0} steps', MEAN_STEPS)], rows)}\n\n`;
}

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [
    heads.map((head) => `&nbsp;&nbsp;${head}`),
    heads.map((_, at) => (at === 0 ? ':--' : '--:')),
    ...rows.map((row) => row.map(escaped)),
  ]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** A text of a track in the reader's language. */
const said = (text: string): string => String(vscode.l10n.bundle?.[text] ?? text);

/** Names are the user's: none is markup. */
const escaped = (text: string): string => text.replace(/[\\`*_{}[\]()#+!|<>~]/g, '\\$&');
