#!/usr/bin/env node
/**
 * `npm start`: sets up what is missing, builds, and opens a real VS Code with Gibbon on examples/, the lecture's GAN in
 * the editor and its training begun. Where there is a desktop VS Code and a display, that; otherwise the server that
 * npm carries, whose address is printed. Ctrl-C ends all of it.
 *
 *   node scripts/start.mjs [--no-train] [--port N] [--server]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ChildGroups } from './lib/child-groups.mjs';
import { freePort, startCodeServer, workbenchUrl } from './lib/code-server.mjs';
import { findDesktopCode, openDesktopCode } from './lib/desktop-code.mjs';
import { DIST, ROOT } from './lib/places.mjs';
import { Progress, SetupError } from './lib/progress.mjs';
import { endTrainers } from './lib/trainers.mjs';
import { setUp } from './setup.mjs';

const EXAMPLES = path.join(ROOT, 'examples');
const FIRST_EXPERIMENT = 'fashion-gan.gibbon.ts';
const RUNS = path.join(EXAMPLES, '.gibbon', 'runs');
const USUAL_PORT = 8420;
/** The trainer writes a checkpoint when it is asked to stop. */
const TRAINER_STOPS_WITHIN_MS = 20_000;

const { values: options } = parseArgs({
  options: { 'no-train': { type: 'boolean' }, port: { type: 'string' }, server: { type: 'boolean' } },
});
const trains = !options['no-train'];
const startedAt = new Date().toISOString();
const children = new ChildGroups();
const progress = new Progress();
const profile = mkdtempSync(path.join(os.tmpdir(), 'gibbon-start-'));
children.leaveToGuardian({ scratchFolder: profile });

/** What has to end, in order, when we do. @type {(() => Promise<void>)[]} */
const endings = [];
async function endAll() {
  progress.say('\n· ending VS Code and the training …');
  await Promise.all(endings.map((end) => end()));
  await endTrainers(RUNS, startedAt);
  rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  progress.say('  everything has ended');
}
children.endOnSignals(endAll);

/** The extension trains this experiment, or attaches to its run, as soon as a window opens. */
const settings = trains ? { 'gibbon.startupExperiment': FIRST_EXPERIMENT } : {};

/** @param {string} code */
async function openDesktop(code) {
  progress.say(`· opening VS Code (${code})`);
  const experiment = path.join(EXAMPLES, FIRST_EXPERIMENT);
  const desktop = openDesktopCode({ children, code, profile, settings, extension: ROOT, open: [EXAMPLES, experiment] });
  endings.push(desktop.stop);
  progress.say('  Close its window, or press Ctrl-C here, to end it.');
  await desktop.ended;
}

/** @param {import('./lib/code-server-install.mjs').CodeServer} server */
async function openServer(server) {
  // Training begins at once, whether or not a browser is open; a browser that opens finds the run and shows it.
  const training = trains ? startTraining() : undefined;
  const port = options.port ? Number(options.port) : await freePort(USUAL_PORT);
  const running = await startCodeServer({ children, server, profile, settings, port, extension: ROOT });
  endings.push(running.stop);
  const url = workbenchUrl(running.url, { folder: EXAMPLES, file: path.join(EXAMPLES, FIRST_EXPERIMENT) });
  progress.say(
    `\n  VS Code with Gibbon is ready. Open this address in a browser:\n\n    ${url}\n\n  Ctrl-C ends it.\n`,
  );
  if (training) void report(training);
  const ending = await running.ended;
  if (!children.interrupted) throw new SetupError(`The VS Code server ended by itself (${ending.reason}).`);
}

/** Through pipes, so that the CLI writes plain lines and no progress bar. */
function startTraining() {
  const cli = [path.join(DIST, 'cli.cjs'), 'train', path.join(EXAMPLES, FIRST_EXPERIMENT), '--runs', RUNS];
  const training = children.start(process.execPath, cli, { cwd: ROOT, output: 'pipe' });
  endings.push(() => training.end({ signal: 'SIGINT', graceMs: TRAINER_STOPS_WITHIN_MS }));
  return training;
}

/** @param {import('./lib/child-groups.mjs').Child} training */
async function report(training) {
  training.process.stdout?.pipe(process.stdout, { end: false });
  training.process.stderr?.pipe(process.stderr, { end: false });
  const { code } = await training.ended;
  const how = code === 0 ? 'has ended' : 'ended early';
  if (!children.interrupted) progress.say(`· the training ${how}; VS Code stays open until Ctrl-C`);
}

try {
  const code = options.server ? undefined : findDesktopCode();
  const { server } = await setUp({ children, progress, need: { server: !code, fashionMnist: true } });
  const { build } = await import('./build.mjs');
  await build({ progress });
  children.leaveToGuardian({ runsFolder: RUNS });
  if (code) await openDesktop(code);
  else if (server.ok) await openServer(server.value);
  else throw new SetupError(server.why);
  if (!children.interrupted) await endAll();
} catch (error) {
  if (!children.interrupted) {
    console.error(error instanceof SetupError ? error.message : error);
    await endAll();
    process.exitCode = 2;
  }
}
