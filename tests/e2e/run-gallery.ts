/**
 * Takes pictures of Gibbon's surfaces in the real VS Code, in four themes and two languages, and writes a page to look
 * at them: out/gallery/index.html. The bundler hands the surfaces over (scripts/lib/end-to-end-bundles.mjs). Arguments:
 * names of surfaces, or beginnings of them; without any, all. It judges nothing: people do.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { ChildGroups } from '../../scripts/lib/child-groups.mjs';
import { workbenchUrl } from '../../scripts/lib/code-server.mjs';
import { OUT, ROOT } from '../../scripts/lib/places.mjs';
import { Progress, secondsSince } from '../../scripts/lib/progress.mjs';
import { writeGalleryPage } from './gallery/page';
import { takePictures } from './gallery/pictures';
import { RecordedRuns } from './gallery/recorded-runs';
import type { Surface } from './gallery/surface';
import { LANGUAGES, type Language, Words } from './gallery/words';
import { setDisplayLanguage } from './workbench/display-language';
import { copyWorkspace } from './workbench/temporary-workspace';
import { startTestServer, type TestServer } from './workbench/test-server';
import { Workbench } from './workbench/workbench';

const GALLERY = path.join(OUT, 'gallery');
const WINDOW = { width: 1400, height: 900 };
const ACTION_TIMEOUT_MS = 15_000;

export async function runGallery(surfaces: readonly Surface[]): Promise<void> {
  const words = process.argv.slice(2);
  const chosen = surfaces.filter(({ name }) => !words.length || words.some((word) => name.startsWith(word)));
  if (!chosen.length) {
    console.error(`There is no such surface. There are: ${surfaces.map(({ name }) => name).join(', ')}.`);
    process.exit(2);
  }
  const startedAt = performance.now();
  const progress = new Progress();
  if (!words.length) rmSync(GALLERY, { recursive: true, force: true });
  const { taken, failed } = await takeAll(chosen, progress);
  const page = path.relative(process.cwd(), writeGalleryPage(GALLERY, surfaces));
  progress.say(`\n${taken} pictures in ${secondsSince(startedAt)}: ${page}`);
  if (failed.length) progress.say(`Could not be shown: ${failed.join(', ')}`);
  process.exit(failed.length ? 1 : 0);
}

interface Outcome {
  readonly taken: number;
  /** What could not be brought into sight, for people. */
  readonly failed: readonly string[];
}

/** One server for windows that trust their workspace and one for those that don't; in each a window a language. */
async function takeAll(surfaces: readonly Surface[], progress: Progress): Promise<Outcome> {
  const children = new ChildGroups();
  children.endOnSignals();
  const copy = copyWorkspace(path.join(ROOT, 'examples'));
  children.leaveToGuardian({ scratchFolder: path.dirname(copy.folder) });
  const outcomes: Outcome[] = [];
  try {
    const runs = new RecordedRuns(copy.folder);
    await runs.record(children, progress);
    for (const untrusted of [false, true]) {
      const here = surfaces.filter((surface) => Boolean(surface.untrusted) === untrusted);
      if (!here.length) continue;
      const settings = { 'security.workspace.trust.enabled': untrusted };
      const server = await startTestServer({ extension: ROOT, workspaceTrust: untrusted, settings });
      const guard = server.guardWorkspace(copy.folder);
      try {
        for (const language of LANGUAGES)
          outcomes.push(await takeInWindow({ server, language, runs, surfaces: here, progress }));
      } finally {
        await guard.endTrainers();
        await server.end();
      }
    }
  } finally {
    copy.remove();
  }
  return {
    taken: outcomes.reduce((sum, { taken }) => sum + taken, 0),
    failed: outcomes.flatMap(({ failed }) => failed),
  };
}

interface Window {
  readonly server: TestServer;
  readonly language: Language;
  readonly runs: RecordedRuns;
  readonly surfaces: readonly Surface[];
  readonly progress: Progress;
}

async function takeInWindow({ server, language, runs, surfaces, progress }: Window): Promise<Outcome> {
  setDisplayLanguage(server.profile, language);
  const context = await server.browser.newContext({ viewport: WINDOW });
  const page = await context.newPage();
  page.setDefaultTimeout(ACTION_TIMEOUT_MS);
  const url = workbenchUrl(server.server.url, { folder: runs.workspace });
  const workbench = new Workbench(page, {
    workspace: runs.workspace,
    shots: GALLERY,
    serverLog: server.server.log,
    serverGroup: server.server.group,
    profile: server.profile,
    url,
  });
  await progress.during(`opening VS Code (${language})`, () => workbench.open(url));
  const failed: string[] = [];
  let taken = 0;
  for (const surface of surfaces) {
    const startedAt = performance.now();
    try {
      taken += await takePictures(surface, { workbench, words: new Words(language), runs }, GALLERY);
      progress.say(`✓ ${language} ${surface.name} (${secondsSince(startedAt)})`);
    } catch (error) {
      failed.push(`${surface.name} (${language})`);
      const picture = await workbench.screenshot(`failed-${language}-${surface.name}`);
      progress.say(`✗ ${language} ${surface.name}: ${error instanceof Error ? error.message : String(error)}`);
      progress.say(`  ${path.relative(process.cwd(), picture)}`);
    }
  }
  await context.close();
  return { taken, failed };
}
