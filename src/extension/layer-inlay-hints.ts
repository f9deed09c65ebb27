/** Each layer's output shape at the end of the line that makes it, before anything runs. */
import * as vscode from 'vscode';
import { callEnd } from './call-end';
import type { ExperimentDescriptions } from './experiment-descriptions';
import { type PlacedShapes, placeShapes } from './layer-places';
import { shapeFigures } from './model-figures';

/** More shapes than these on one line are a table, not a hint. */
const MOST_SHAPES = 4;

export class LayerInlayHintsProvider implements vscode.InlayHintsProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly listening: vscode.Disposable;

  readonly onDidChangeInlayHints = this.changed.event;

  constructor(private readonly descriptions: ExperimentDescriptions) {
    this.listening = descriptions.onDidDescribe(() => this.changed.fire());
  }

  async provideInlayHints(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.InlayHint[]> {
    const { version } = document;
    const outcome = await this.descriptions.of(document);
    // Shapes of a text that can't be built are not known, and those of an older text stand at the wrong lines.
    if (!outcome?.ok || document.version !== version) return [];
    const layers = outcome.value.models.flatMap((model) => model.layers);
    return hintsFor(placeShapes(layers, document.uri.fsPath), document).filter(({ position }) =>
      range.contains(position),
    );
  }

  dispose(): void {
    this.listening.dispose();
    this.changed.dispose();
  }
}

function hintsFor(placed: readonly PlacedShapes[], document: vscode.TextDocument): vscode.InlayHint[] {
  const calls = placed
    .filter(({ line }) => line <= document.lineCount)
    .map((shapes) => ({ ...shapes, behind: positionBehind(shapes, document) }));
  return calls.map(({ shapes, behind }) => {
    // A line with one call has its shape at its end, where it reads best; several calls have theirs behind each.
    const isAlone = calls.filter((call) => call.behind.line === behind.line).length === 1;
    return hintAt(isAlone ? document.lineAt(behind.line).range.end : behind, shapes);
  });
}

function hintAt(position: vscode.Position, shapes: PlacedShapes['shapes']): vscode.InlayHint {
  const shown = shapes.slice(0, MOST_SHAPES).map(shapeFigures);
  const label = `→ ${[...shown, ...(shapes.length > MOST_SHAPES ? ['…'] : [])].join(', ')}`;
  const hint = new vscode.InlayHint(position, label, vscode.InlayHintKind.Type);
  hint.paddingLeft = true;
  hint.tooltip =
    shapes.length === 1
      ? vscode.l10n.t('Output shape, one sample')
      : vscode.l10n.t('Output shapes of the layers that this line makes, one sample');
  return hint;
}

/** Behind the call's closing bracket; at the end of the line where the call isn't understood. */
function positionBehind({ line, column }: PlacedShapes, document: vscode.TextDocument): vscode.Position {
  const end = callEnd(document.getText(), document.offsetAt(new vscode.Position(line - 1, column - 1)));
  return end === undefined ? document.lineAt(line - 1).range.end : document.positionAt(end);
}
