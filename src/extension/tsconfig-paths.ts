/** Adds the path of `gibbon`'s types to the text of a tsconfig.json, leaving all else of it as it was. Knows no files. */
import path from 'node:path';
import { applyEdits, modify, type ParseError, parse } from 'jsonc-parser';

export type PathsChange = 'made' | 'added' | 'changed' | 'unchanged';

/** What a workspace gets that has none: enough for experiments, and nothing that is emitted. */
const NEW_CONFIG = {
  compilerOptions: {
    target: 'ES2022',
    module: 'ESNext',
    moduleResolution: 'Bundler',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  },
};

/**
 * @param text the file as it is; undefined where there is none
 * @param typesFile from the file's folder, with forward slashes: `.gibbon/types/gibbon.d.ts`
 * @returns undefined when the text is no JSON, comments allowed
 */
export function withGibbonPath(
  text: string | undefined,
  typesFile: string,
): { readonly text: string; readonly change: PathsChange } | undefined {
  const before = text ?? `${JSON.stringify(NEW_CONFIG, null, 2)}\n`;
  const errors: ParseError[] = [];
  const config = asObject(parse(before, errors, { allowTrailingComma: true }));
  if (errors.length > 0 || !config) return undefined;
  const options = asObject(config.compilerOptions) ?? {};
  // TypeScript reads paths from baseUrl where there is one.
  const base = typeof options.baseUrl === 'string' ? options.baseUrl : '.';
  const target = path.posix.relative(base, typesFile);
  const wanted = [target.startsWith('../') ? target : `./${target}`];
  const known = asObject(options.paths)?.gibbon;
  if (JSON.stringify(known) === JSON.stringify(wanted)) return { text: before, change: 'unchanged' };
  const formattingOptions = { insertSpaces: !/^\t/m.test(before), tabSize: /^ {4}"/m.test(before) ? 4 : 2, eol: '\n' };
  const after = applyEdits(
    before,
    modify(before, ['compilerOptions', 'paths', 'gibbon'], wanted, { formattingOptions }),
  );
  return { text: after, change: text === undefined ? 'made' : known === undefined ? 'added' : 'changed' };
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
