/**
 * Loaded by the editor's TypeScript server: gives experiments the types of `gibbon` in a workspace that has no
 * node_modules. It only answers where the server itself found nothing, so a package or a path of the user's wins.
 */
import path from 'node:path';
import type ts from 'typescript';

const EXPERIMENT = /\.gibbon\.m?[jt]s$/;

/** @returns the name of the declaration file for an import that nothing else resolves, if it is one of ours */
function declarationFor(moduleName: string, importingFile: string): string | undefined {
  if (moduleName === 'gibbon') return 'gibbon.d.ts';
  // The trainer gives an experiment its own tfjs; elsewhere a missing package is the user's to install.
  return moduleName === '@tensorflow/tfjs' && EXPERIMENT.test(importingFile) ? 'tfjs.d.ts' : undefined;
}

interface PluginSurroundings {
  /** The server's own. */
  readonly typescript: typeof ts;
  /** Folder of the declarations; by default beside this bundle in dist/. scripts/lib/experiment-types.mjs makes them. */
  readonly declarations?: string;
}

/** What TypeScript's server calls once. */
export function createPlugin({
  typescript,
  declarations = path.join(__dirname, 'types'),
}: PluginSurroundings): ts.server.PluginModule {
  return {
    create({ languageService, languageServiceHost: host }) {
      const resolve = host.resolveModuleNameLiterals?.bind(host);
      if (!resolve) return languageService;
      host.resolveModuleNameLiterals = (literals, importingFile, ...rest) =>
        resolve(literals, importingFile, ...rest).map((found, index) => {
          const name = found.resolvedModule ? undefined : declarationFor(literals[index]?.text ?? '', importingFile);
          if (!name) return found;
          const resolvedModule: ts.ResolvedModuleFull = {
            resolvedFileName: path.join(declarations, name).replaceAll('\\', '/'),
            extension: typescript.Extension.Dts,
            isExternalLibraryImport: true,
          };
          return { ...found, resolvedModule };
        });
      return languageService;
    },
  };
}
