/**
 * Bundles an experiment file with everything local that it imports, by esbuild, always: what runs is the bundle, so a
 * run can be resumed from its own folder. `gibbon` and every `@tensorflow/*` are bound to this process' one instance.
 */
import * as esbuild from 'esbuild';
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ProblemError } from '../base/problem';

export interface Bundle {
  readonly code: string;
  /** Source map as JSON; its sources are absolute file URLs. */
  readonly sourceMap: string;
  /** The local source files that went into it, outside of node_modules. */
  readonly sources: readonly { readonly file: string; readonly text: string; readonly sha256: string }[];
}

/** Where bundles find the modules that are not bundled. */
export const SHARED_MODULES = Symbol.for('gibbon.modules');

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * @param source what the experiment file is taken to hold instead of what is on disk: the text of an editor
 * @throws ProblemError that points at the user's file and line when the file is missing or can't be bundled
 */
export async function bundleExperiment(experimentFile: string, source?: string): Promise<Bundle> {
  const isFile = await stat(experimentFile).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile && source === undefined)
    throw new ProblemError({
      message: 'There is no such experiment file.',
      remedy: 'Name a *.gibbon.ts, .mts, .js or .mjs file that exists.',
      file: experimentFile,
      blame: 'environment',
    });
  try {
    const folder = path.dirname(experimentFile);
    const result = await esbuild.build({
      entryPoints: [experimentFile],
      absWorkingDir: folder,
      bundle: true,
      write: false,
      outfile: path.join(folder, 'bundle.mjs'),
      platform: 'node',
      format: 'esm',
      target: 'node20',
      sourcemap: 'external',
      metafile: true,
      logLevel: 'silent',
      // CommonJS packages inside the bundle may still ask for Node's own modules.
      banner: {
        js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
      },
      plugins: [sharedModules, ...(source === undefined ? [] : [replaceEntry(experimentFile, source)])],
    });
    const text = (ending: string) => result.outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
    const files = Object.keys(result.metafile.inputs)
      .filter((input) => !input.includes('node_modules') && !input.startsWith('gibbon-shared:'))
      .map((input) => path.resolve(folder, input));
    return {
      code: text('bundle.mjs'),
      sourceMap: withAbsoluteSources(text('.map'), folder),
      sources: await Promise.all(
        files.map(async (file) => {
          const content = file === experimentFile && source !== undefined ? source : await readFile(file, 'utf8');
          return { file, text: content, sha256: sha256(content) };
        }),
      ),
    };
  } catch (error) {
    throw asProblem(error, experimentFile);
  } finally {
    await esbuild.stop();
  }
}

const sharedModules: esbuild.Plugin = {
  name: 'gibbon-shared',
  setup(build) {
    build.onResolve({ filter: /^(gibbon|@tensorflow\/.*)$/ }, ({ path: name }) => ({
      path: name === 'gibbon' ? 'gibbon' : 'tf',
      namespace: 'gibbon-shared',
    }));
    build.onLoad({ filter: /.*/, namespace: 'gibbon-shared' }, ({ path: name }) => ({
      contents: `module.exports = globalThis[Symbol.for('gibbon.modules')][${JSON.stringify(name)}];`,
      loader: 'js',
    }));
  },
};

/** Resolves the entry itself, too: an editor's file may have been reached through a link, and keeps the name it has there. */
const replaceEntry = (experimentFile: string, source: string): esbuild.Plugin => ({
  name: 'gibbon-unsaved',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ kind }) => (kind === 'entry-point' ? { path: experimentFile } : undefined));
    build.onLoad({ filter: /.*/, namespace: 'file' }, ({ path: file }) =>
      file === experimentFile
        ? {
            contents: source,
            resolveDir: path.dirname(experimentFile),
            loader: /\.m?ts$/.test(experimentFile) ? 'ts' : 'js',
          }
        : undefined,
    );
  },
});

function withAbsoluteSources(sourceMap: string, folder: string): string {
  const map = JSON.parse(sourceMap) as { sources: string[] };
  const sources = map.sources.map((source) =>
    source.startsWith('gibbon-shared:') ? source : pathToFileURL(path.resolve(folder, source)).href,
  );
  return JSON.stringify({ ...map, sources });
}

function asProblem(error: unknown, experimentFile: string): unknown {
  const first = (error as Partial<esbuild.BuildFailure>).errors?.[0];
  if (!first) return error;
  const { location } = first;
  const missing = /^Could not resolve "(.+)"/.exec(first.text);
  return new ProblemError(
    {
      message: `The experiment can't be built: ${first.text}.`,
      remedy: missing
        ? `Check the path, or install ${missing[1]} beside the experiment.`
        : 'Mend the syntax at this line.',
      file: location?.file ? path.resolve(path.dirname(experimentFile), location.file) : experimentFile,
      ...(location && { line: location.line, column: location.column + 1 }),
      blame: 'experiment',
    },
    { cause: error },
  );
}
