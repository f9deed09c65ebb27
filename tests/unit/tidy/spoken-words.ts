/**
 * Every text that people read, gathered from the sources: what the host passes to `l10n.t`, what panels pass to
 * `t`, what families of models call their tracks, and what the examples say of themselves. Each is a key of
 * l10n/bundle.l10n.json.
 */
import ts from 'typescript';
import { readTemplate } from '../../../src/extension/experiment-templates';
import { readFiles, type SourceFile } from './repository';

export interface SpokenWords {
  /** English text → the places that say it. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** Calls whose text can't be read from the source, so that no translation can be found for it. */
  readonly unreadable: readonly string[];
}

/** Properties of a track that a panel shows; webviews/training/track-words.ts translates them. */
const TRACK_TEXTS = new Set(['title', 'subtitle', 'caption', 'label', 'unavailable']);
/** Its argument is a text that comes from a run, and stands among the tracks' texts. */
const TRANSLATES_TRACKS = 'webviews/training/track-words.ts';
/** Likewise of what the examples say in their first lines. */
const TRANSLATES_TEMPLATES = 'src/extension/template-words.ts';

export function gatherWords(): SpokenWords {
  const keys = new Map<string, string[]>();
  const unreadable: string[] = [];
  const gather = (files: readonly SourceFile[], visit: Visitor) => {
    for (const file of files) {
      const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
      const place = (node: ts.Node) => `${file.path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
      const walk = (node: ts.Node): void => {
        visit(node, {
          key: (text, at) => keys.set(text, [...(keys.get(text) ?? []), place(at)]),
          unreadable: (at) => unreadable.push(`${place(at)}: ${at.getText().slice(0, 80)}`),
        });
        ts.forEachChild(node, walk);
      };
      walk(source);
    }
  };
  const panels = readFiles(['webviews'], ['.ts']).filter(({ path }) => path !== TRANSLATES_TRACKS);
  gather(panels, (node, found) => visitCall(node, /^t$/, found));
  const host = readFiles(['src/extension'], ['.ts']).filter(({ path }) => path !== TRANSLATES_TEMPLATES);
  gather(host, (node, found) => visitCall(node, /^(vscode\.)?l10n\.t$/, found));
  const tracks = [...readFiles(['src/authoring'], ['.ts']), ...readFiles(['src/trainer'], ['-tracks.ts'])];
  gather(tracks, visitTrackText);
  for (const { path, text } of readFiles(['examples'], ['.gibbon.ts'])) {
    const { title, description } = readTemplate(path, text);
    for (const said of [title, description]) keys.set(said, [`${path}:1`]);
  }
  return { keys, unreadable };
}

type Visitor = (node: ts.Node, found: Found) => void;
interface Found {
  key(text: string, at: ts.Node): void;
  unreadable(at: ts.Node): void;
}

function visitCall(node: ts.Node, callee: RegExp, found: Found): void {
  if (!ts.isCallExpression(node) || !callee.test(node.expression.getText())) return;
  const [argument] = node.arguments;
  const texts = argument && textsOf(argument);
  if (!texts) found.unreadable(node);
  else for (const text of texts) found.key(text, node);
}

/** The literal itself, or both ends of `a ? 'one' : 'other'`. */
function textsOf(node: ts.Expression): string[] | undefined {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (!ts.isConditionalExpression(node)) return undefined;
  const [one, other] = [textsOf(node.whenTrue), textsOf(node.whenFalse)];
  return one && other && [...one, ...other];
}

/** Texts of tracks, and the units of losses, which are subtitles. A number at the beginning is written {count}. */
function visitTrackText(node: ts.Node, found: Found): void {
  if (ts.isVariableDeclaration(node) && node.name.getText() === 'lossUnits' && node.initializer)
    ts.forEachChild(node.initializer, (entry) => {
      if (ts.isPropertyAssignment(entry) && ts.isStringLiteralLike(entry.initializer))
        found.key(entry.initializer.text, entry);
    });
  if (!ts.isPropertyAssignment(node) || !TRACK_TEXTS.has(node.name.getText())) return;
  const { initializer } = node;
  if (ts.isStringLiteralLike(initializer)) found.key(initializer.text, node);
  else if (ts.isTemplateExpression(initializer)) {
    const [span, ...more] = initializer.templateSpans;
    if (initializer.head.text !== '' || !span || more.length > 0) found.unreadable(node);
    else found.key(`{count}${span.literal.text}`, node);
  }
}
