/** The packaged Gibbon in a clean VS Code: no development files, no profile; what is in it, and that it trains by mouse and by keyboard. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { OUT, ROOT } from '../../../scripts/lib/places.mjs';
import { familyOf, trainersOf } from '../workbench/processes';
import { newestRun, panelButton, shownStep, status, statusSays, until } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

/** A tenth more than it has now; ONNX Runtime for every platform alone would be 288 MB. */
const MOST_PACKED_BYTES = 29e6;
const MOST_UNPACKED_BYTES = 76e6;
const LECTURE = 'fashion-gan.gibbon.ts';
/** It gets on. */
const ENOUGH_STEPS = 10;

/** Everything that may be in the package, outside the packages of others; nothing else may. */
const OURS = [
  /^(package\.json|package\.nls(\.pt-br)?\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^l10n\/bundle\.l10n(\.pt-br)?\.json$/,
  /^dist\/(extension|trainer|inspector|projection-worker|cli|typescript-plugin)\.cjs$/,
  /^dist\/webviews\/[a-z-]+\.(js|css)$/,
  /^dist\/types\/(gibbon|tfjs)\.d\.ts$/,
  /^dist\/bin\/gibbon(\.cmd)?$/,
  /^examples\/[a-z-]+\.gibbon\.ts$/,
  /^media\/((walkthrough\/)?[a-z-]+\.svg|icon\.png|readme\/[a-z-]+\.png)$/,
];
/** Without these it could not start, train, speak or be found. */
const NEEDED = [
  ...['extension', 'trainer', 'inspector', 'projection-worker', 'cli', 'typescript-plugin'].map(
    (program) => `dist/${program}.cjs`,
  ),
  ...['dist/webviews/training.js', 'dist/webviews/training.css', 'dist/types/gibbon.d.ts', 'dist/bin/gibbon'],
  ...['package.json', 'package.nls.json', 'package.nls.pt-br.json', 'l10n/bundle.l10n.pt-br.json'],
  ...['readme.md', 'changelog.md', 'LICENSE.txt', 'media/icon.png', `examples/${LECTURE}`],
];
/** The packages of others whose code our programs load, and no more; esbuild's binary has one a platform. */
const PACKAGES = [
  ...['', '-backend-cpu', '-backend-webgl', '-converter', '-core', '-data', '-layers'].map(
    (part) => `@tensorflow/tfjs${part}`,
  ),
  ...['esbuild', `@esbuild/${process.platform}-${process.arch}`, 'onnxruntime-common', 'onnxruntime-node'],
  ...['gibbon-typescript-plugin', 'long', 'node-fetch', 'seedrandom', 'tr46', 'webidl-conversions', 'whatwg-url'],
];

/** The folder that VS Code has unpacked the package into. */
function installed(workbench: Workbench): string {
  const extensions = path.join(workbench.places.profile, 'extensions');
  const folder = readdirSync(extensions).find((name) => name.startsWith('gibbon.gibbon-'));
  assert.ok(folder, 'Gibbon is not installed');
  return path.join(extensions, folder);
}

/** Files of the installed extension, relative to it; VS Code's own note of where it came from is left out. */
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((name) => name !== '.vsixmanifest');

const packageOf = (file: string): string => /^node_modules\/((@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? '';

/** Nothing that runs may come from this repository. */
const assertForeign = (workbench: Workbench) => {
  const commands = trainersOf(workbench.places.workspace).map(({ command }) => command);
  assert.ok(commands.length > 0, 'no trainer runs');
  for (const command of commands) assert.ok(command.includes(workbench.places.profile), command);
};

/** What a person sees of the lecture's GAN: it trains on clothes, and gets on. */
async function seeItTrain(workbench: Workbench): Promise<void> {
  await statusSays(workbench, /training/);
  assertForeign(workbench);
  await status(workbench)
    .filter({ hasText: /Fashion-MNIST/i })
    .waitFor();
  await until('enough steps', async () => (await shownStep(workbench)) > ENOUGH_STEPS);
}

/** It has stopped in order, and has left no process behind. */
async function seeItStopped(workbench: Workbench, trainer: number): Promise<void> {
  await statusSays(workbench, /stopped/i);
  await until('the end of the trainer', () => familyOf(trainer).length === 0);
  assert.deepEqual(trainersOf(workbench.places.workspace), []);
  assert.equal(newestRun(workbench, 'fashion-gan').manifest.end?.state, 'stopped');
}

const trainerOf = (workbench: Workbench): number => trainersOf(workbench.places.workspace)[0]?.pid ?? 0;

export default uiTests(
  'Packaged extension',
  { server: 'packaged' },
  {
    'the package is of one platform, and no larger than it has to be': async (workbench) => {
      const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
      const vsix = readdirSync(OUT).filter((name) => name.endsWith(`-${version}.vsix`));
      assert.deepEqual(vsix, [`gibbon-${process.platform}-${process.arch}-${version}.vsix`]);
      const packedBytes = statSync(path.join(OUT, vsix[0] ?? '')).size;
      const folder = installed(workbench);
      const unpackedBytes = filesOf(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
      const megabytes = [packedBytes, unpackedBytes].map((bytes) => (bytes / 1e6).toFixed(1));
      console.log(`  ${megabytes[0]} MB packed, ${megabytes[1]} MB unpacked`);
      assert.ok(packedBytes < MOST_PACKED_BYTES, `${megabytes[0]} MB packed`);
      assert.ok(unpackedBytes < MOST_UNPACKED_BYTES, `${megabytes[1]} MB unpacked`);
    },
    'everything in it is known, and nothing that it needs is missing': async (workbench) => {
      const files = filesOf(installed(workbench));
      const ours = files.filter((file) => !file.startsWith('node_modules/'));
      assert.deepEqual(
        ours.filter((file) => !OURS.some((pattern) => pattern.test(file))),
        [],
      );
      assert.deepEqual(
        NEEDED.filter((file) => !files.includes(file)),
        [],
      );
      const packages = new Set(files.filter((file) => !ours.includes(file)).map(packageOf));
      assert.deepEqual([...packages].sort(), [...PACKAGES].sort());
      const native = files.filter((file) => /\.(node|dll|dylib)$|\.so(\.|$)/.test(file));
      assert.ok(native.length > 0, 'there is no native binary');
      for (const file of native) assert.ok(file.includes(`/${process.platform}/${process.arch}/`), file);
    },
    'its manifest says nothing of development, and its icon is there': async (workbench) => {
      const folder = installed(workbench);
      const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
      for (const key of ['scripts', 'devDependencies', 'private', 'extensionDependencies', 'enabledApiProposals'])
        assert.ok(!(key in manifest), key);
      assert.ok(existsSync(path.join(folder, String(manifest.icon))));
    },
    'the small GAN is trained to its end by keyboard alone': async (workbench) => {
      await workbench.openFile('tiny-gan.gibbon.ts');
      await workbench.command('Gibbon: Train Experiment');
      await statusSays(workbench, /finished.*step 40/i);
      assert.equal(newestRun(workbench, 'tiny-gan').manifest.end?.state, 'finished');
    },
    "the lecture's GAN is trained and stopped by mouse alone": async (workbench) => {
      copyFileSync(path.join(ROOT, 'examples', LECTURE), path.join(workbench.places.workspace, LECTURE));
      await workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: LECTURE }).dblclick();
      await workbench.activeTab(LECTURE).waitFor();
      await workbench.page.locator('.editor-actions').getByRole('button', { name: 'Train Experiment' }).first().click();
      await workbench.tab('fashion-gan').nth(1).waitFor();
      await seeItTrain(workbench);
      const trainer = trainerOf(workbench);
      await panelButton(workbench, 'Stop').click();
      await seeItStopped(workbench, trainer);
    },
  },
);
