import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeExperimentTypes } from '../../../scripts/lib/experiment-types.mjs';
import { DIST } from '../../../scripts/lib/places.mjs';
import { createPlugin } from '../../../src/typescript-plugin/plugin';

const folder = mkdtempSync(path.join(os.tmpdir(), 'gibbon-types-'));
const source = (...lines: readonly string[]) =>
  ["import { tf, gan, datasets, layers, optimizers, penalties } from 'gibbon';", ...lines].join('\n');

beforeAll(() => makeExperimentTypes(), 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the declarations of TypeScript and of tfjs come to, read once for all texts. */
const documents = ts.createDocumentRegistry();
let texts = 0;

/** A language service as the TypeScript server makes one, with our plugin in it. @returns its complaints */
function complaintsAbout(text: string, fileName = 'net.gibbon.ts', options: ts.CompilerOptions = {}): string[] {
  const file = path.join(folder, fileName);
  writeFileSync(file, text);
  const version = String(++texts);
  const compilerOptions = { strict: true, module: ts.ModuleKind.ESNext, types: [], allowJs: true, ...options };
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => ({ ...compilerOptions, moduleResolution: ts.ModuleResolutionKind.Bundler }),
    getScriptFileNames: () => [file],
    getScriptVersion: (name) => (name === file ? version : '0'),
    getScriptSnapshot: (name) => {
      const content = ts.sys.readFile(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
    fileExists: (name) => ts.sys.fileExists(name),
    readFile: (name) => ts.sys.readFile(name),
    resolveModuleNameLiterals: (literals, importing, redirected, settings) =>
      literals.map(({ text: name }) => ts.resolveModuleName(name, importing, settings, ts.sys, undefined, redirected)),
  };
  const languageService = ts.createLanguageService(host, documents);
  const declarations = path.join(DIST, 'types');
  createPlugin({ typescript: ts, declarations }).create({
    languageService,
    languageServiceHost: host,
  } as ts.server.PluginCreateInfo);
  return languageService
    .getSemanticDiagnostics(file)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('the types of gibbon in a folder without node_modules', () => {
  test('are found', () => {
    expect(complaintsAbout(source('export const [t, g, d] = [tf, gan, datasets];'))).toEqual([]);
  });

  test("take Gibbon's layers and optimizers where tfjs' are taken", () => {
    const lines = [
      'const inner = tf.layers.dense({ units: 3 });',
      "const tied = layers.tiedDense({ tiedTo: inner, activation: 'selu', inputShape: [3] });",
      'export const model = tf.sequential({ layers: [inner, tied, layers.activityRegularization({ l1: 1 })] });',
      'export const make: () => tf.Optimizer = () => optimizers.nadam(0.001);',
      'export const penalty: tf.Scalar = penalties.divergence(tf.scalar(1), 0.1, 1);',
    ];
    expect(complaintsAbout(source(...lines))).toEqual([]);
  });

  test('are found in a JavaScript experiment', () => {
    expect(complaintsAbout(source('export default gan;'), 'net.gibbon.mjs', { checkJs: true })).toEqual([]);
  });

  test.each([
    ['tf.layers', 'const n: number = tf.layers;'],
    ['tf.layers.dense', 'const n: number = tf.layers.dense;'],
    ['a layer', 'const n: number = tf.layers.dense({ units: 1 });'],
    ['the arguments of a layer', 'tf.layers.dense({ unitz: 1 });'],
    ['an optimizer', 'const n: number = tf.train.adam(0.1);'],
    ['a chained operation', 'const n: number = tf.scalar(1).add(1).relu();'],
    ['what a chained operation takes', 'tf.scalar(1).conv2d(1, 2, 3);'],
    ['gan', 'const n: number = gan;'],
    ['an option of gan', 'gan({ epochs: "many" });'],
    ['a data set', 'const n: number = datasets.glyphs();'],
    ['a layer of Gibbon', 'const n: number = layers.sampling();'],
    ['what a tied layer is tied to', 'layers.tiedDense({ tiedTo: 3 });'],
    [
      'the activation of a tied layer',
      "layers.tiedDense({ tiedTo: tf.layers.dense({ units: 1 }), activation: 'cellu' });",
    ],
    ['an option of nadam', 'optimizers.nadam(0.1, { beta3: 1 });'],
    ['a penalty', 'const n: number = penalties.l1(tf.scalar(1), 1);'],
  ])('%s has a type, and not any', (_, line) => expect(complaintsAbout(source(line))).toHaveLength(1));

  test('@tensorflow/tfjs is the same library in an experiment, and unknown elsewhere', () => {
    const same = "import * as own from '@tensorflow/tfjs'; export const t: typeof tf.Tensor = own.Tensor;";
    expect(complaintsAbout(source(same))).toEqual([]);
    expect(complaintsAbout("import '@tensorflow/tfjs'; export const n = 1;", 'other.ts')).toHaveLength(1);
  });

  test('give way to a package of that name', () => {
    const own = path.join(folder, 'node_modules', 'gibbon');
    mkdirSync(own, { recursive: true });
    writeFileSync(path.join(own, 'index.d.ts'), 'export const mine: number;');
    expect(complaintsAbout("import { mine } from 'gibbon'; export const n: number = mine;")).toEqual([]);
    rmSync(path.join(folder, 'node_modules'), { recursive: true });
  });
});
