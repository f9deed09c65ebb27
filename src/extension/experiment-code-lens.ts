/**
 * The lines above an experiment's own: over `export default` what can be done with it, over each model what it costs, and
 * over its data set how to look at that.
 * They stay where they are while the text can't be built, so that nothing jumps while somebody types.
 */
import * as vscode from 'vscode';
import type { SourcePlace } from '../protocol/manifest';
import type { DescribedText, ExperimentDescriptions } from './experiment-descriptions';
import { exportLine } from './export-line';
import { figuresExplained, modelFigures } from './model-figures';
import type { NewestRuns } from './newest-runs';

/** Families that may have a discriminator. */
const GENERATING: ReadonlySet<string> = new Set(['gan', 'conditionalGan', 'experiment']);
/** Families that may have a classifier to attack. */
const CLASSIFYING: ReadonlySet<string> = new Set(['classifier', 'pretraining', 'experiment']);

export class ExperimentCodeLensProvider implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listening: vscode.Disposable[];

  readonly onDidChangeCodeLenses = this.changed.event;

  constructor(
    private readonly descriptions: ExperimentDescriptions,
    private readonly runs: Pick<NewestRuns, 'of' | 'onDidChange'>,
  ) {
    this.listening = [
      descriptions.onDidDescribe(() => this.changed.fire()),
      runs.onDidChange(() => this.changed.fire()),
    ];
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    // What is known is shown at once; when more is known, VS Code is told to ask again.
    void this.descriptions.of(document);
    const described = this.descriptions.newestOf(document);
    return [
      ...this.actions(document),
      ...(described ? [...this.data(document, described), ...this.figures(document, described)] : []),
    ];
  }

  dispose(): void {
    for (const item of [...this.listening, this.changed]) item.dispose();
  }

  private actions(document: vscode.TextDocument): vscode.CodeLens[] {
    const line = exportLine(document);
    if (line === undefined) return [];
    const lens = (command: vscode.Command) => new vscode.CodeLens(document.lineAt(line).range, command);
    const train = lens({ title: vscode.l10n.t('▶ Train'), command: 'gibbon.train', arguments: [document.uri] });
    const newest = this.runs.of(document.uri);
    if (!newest) return [train];
    const title = vscode.l10n.t('Open run {0}', newest.name);
    const onRun = (command: string, words: string) => lens({ title: words, command, arguments: [newest.folder] });
    return [
      train,
      onRun('gibbon.openRun', title),
      onRun('gibbon.openLatent', vscode.l10n.t('Latent space')),
      onRun('gibbon.openLayers', vscode.l10n.t('Layers')),
      ...(GENERATING.has(newest.family) ? [onRun('gibbon.openConfidence', vscode.l10n.t('Confidence'))] : []),
      ...(CLASSIFYING.has(newest.family) ? [onRun('gibbon.openAdversarial', vscode.l10n.t('Attack'))] : []),
    ];
  }

  private data(document: vscode.TextDocument, { description, lines }: DescribedText): vscode.CodeLens[] {
    const place = description.datasetFrames.find(({ file }) => file === document.uri.fsPath);
    const line = place && lineNow(place, lines, document);
    if (line === undefined) return [];
    const title = vscode.l10n.t('Preview data');
    const tooltip = vscode.l10n.t('Classes, samples and values of this data set, as they would be trained on');
    const command = { title, tooltip, command: 'gibbon.previewData', arguments: [document.uri] };
    return [new vscode.CodeLens(document.lineAt(line).range, command)];
  }

  private figures(document: vscode.TextDocument, described: DescribedText): vscode.CodeLens[] {
    return described.description.models.flatMap((model) => {
      // A model that another file makes has its figures at the line here that has it made.
      const frames = model.frames.length > 0 ? model.frames : (model.layers[0]?.frames ?? []);
      const place = frames.find(({ file }) => file === document.uri.fsPath);
      const line = place && lineNow(place, described.lines, document);
      if (line === undefined) return [];
      const title = modelFigures(model, vscode.env.language);
      // No command: it says something, and does nothing.
      return [
        new vscode.CodeLens(document.lineAt(line).range, { title, command: '', tooltip: figuresExplained(model) }),
      ];
    });
  }
}

/** Where a line of an older text is now: the nearest one that reads the same. */
function lineNow({ line }: SourcePlace, lines: readonly string[], document: vscode.TextDocument): number | undefined {
  const wanted = lines[line - 1];
  for (let distance = 0; distance < document.lineCount; distance++)
    for (const candidate of [line - 1 + distance, line - 1 - distance])
      if (candidate >= 0 && candidate < document.lineCount && document.lineAt(candidate).text === wanted)
        return candidate;
  return undefined;
}
