/** Runs of which parts are missing or damaged, read by the run store: what can be shown is shown, what can't is named. */
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Track } from '../../src/protocol/tracks';
import { bandsTrack, classesRun, errorsRun } from './fixtures/class-fixtures';
import { trainingPanels } from './page/opened-panels';
import type { OpenPanel } from './page/panel-tab';
import type { RecordedRun } from './fixtures/recorded-run';
import { RunOnDisk } from './fixtures/run-on-disk';

const STEPS = 600;
const { openRun } = trainingPanels({ width: 1100, height: 1000 });
let onDisk: RunOnDisk[] = [];

beforeEach(() => (onDisk = []));
afterEach(() => onDisk.forEach((each) => each.remove()));

/** A run that has everything a panel can show of its family, ended after some hundred steps. */
function ended(run: RecordedRun): RecordedRun {
  run.lastStep = STEPS;
  return run;
}

function written(run: RecordedRun, leaveOut?: (tag: string) => boolean): RunOnDisk {
  const disk = new RunOnDisk(run, leaveOut);
  onDisk.push(disk);
  return disk;
}

const open = (run: RecordedRun, disk: RunOnDisk) => openRun(run, { answer: disk.answers() });

const said = (panel: OpenPanel, track: string) =>
  panel.page.locator(`[data-track=${track}] canvas`).getAttribute('aria-label');
const plotHeight = (panel: OpenPanel, track: string) =>
  panel.page.locator(`[data-track=${track}] .plot-holder`).evaluate((plot) => parseFloat(plot.style.minHeight));
const notices = (panel: OpenPanel) => panel.page.locator('.notices').textContent();
const step = (panel: OpenPanel) => panel.page.getByRole('slider').getAttribute('aria-valuenow');

describe.for([
  ['classes', classesRun, 'loss', 'G from'],
  ['errors', errorsRun, 'loss', 'train from'],
] as const)('a run of %s', ([name, runOf, curves, course]) => {
  test('without pictures says that there are none, and shows the rest', async () => {
    const run = ended(runOf());
    const pictures = [...run.records.pictures.keys()];
    const panel = await open(
      run,
      written(run, (tag) => pictures.includes(tag)),
    );
    await expect.poll(() => said(panel, curves)).toContain(course);
    for (const tag of pictures) {
      await expect.poll(() => said(panel, tag)).toContain('This run has no record of this');
      await expect.poll(() => plotHeight(panel, tag)).toBeLessThan(60);
    }
    await expect
      .poll(() => panel.page.locator('.wall-part .caption').first().textContent())
      .toBe('This run has no record of this');
  });

  test('of which no track has a record but one is shown with that one', async () => {
    const run = ended(runOf());
    const kept = name === 'classes' ? 'gLoss' : 'loss';
    const panel = await open(
      run,
      written(run, (tag) => tag !== kept),
    );
    await expect.poll(() => said(panel, curves)).toContain(course);
    for (const { id, kind } of run.records.manifest.tracks.filter((track) => track.id !== curves)) {
      const sentence = kind === 'bands' ? 'None were counted' : 'This run has no record of this';
      await expect.poll(() => said(panel, id)).toContain(sentence);
      await expect.poll(() => plotHeight(panel, id)).toBeLessThan(60);
    }
    await panel.page.keyboard.press('t');
    await panel.page.keyboard.press('Home');
    await panel.page.keyboard.press('PageUp');
    await expect.poll(() => panel.page.locator('.values-table table').count()).toBeGreaterThan(1);
  });
});

test('a run that is whole is shown without a word of damage', async () => {
  const run = ended(classesRun());
  const panel = await open(run, written(run));
  await expect.poll(() => step(panel)).toBe(String(STEPS));
  await expect.poll(() => said(panel, 'loss')).toContain('G from');
  await expect.poll(() => panel.page.locator('.notices').isVisible()).toBe(false);
});

test('a run whose event file was cut is shown up to there', async () => {
  const run = ended(classesRun());
  const disk = written(run);
  truncateSync(disk.eventFile, Math.floor(readFileSync(disk.eventFile).length * 0.4));
  const panel = await open(run, disk);
  await expect.poll(async () => Number(await step(panel))).toBeLessThan(STEPS - 50);
  await expect.poll(async () => Number(await step(panel))).toBeGreaterThan(50);
  await expect.poll(() => said(panel, 'loss')).toContain('G from');
  await expect.poll(() => notices(panel)).toContain(path.basename(disk.eventFile));
});

test('a run with bytes flipped all over is shown without what they hit', async () => {
  const run = ended(classesRun());
  const disk = written(run);
  const bytes = readFileSync(disk.eventFile);
  for (let at = 5000; at < bytes.length; at += 20_011) bytes[at] = (bytes[at] ?? 0) ^ 0x10;
  writeFileSync(disk.eventFile, bytes);
  const panel = await open(run, disk);
  await expect.poll(() => said(panel, 'loss')).toContain('G from');
  await expect.poll(() => notices(panel)).toMatch(/could not be read; the rest is shown.*damaged/);
});

test('a run without its event file says so, and that there is nothing', async () => {
  const run = ended(classesRun());
  const disk = written(run);
  truncateSync(disk.eventFile, 0);
  const panel = await open(run, disk);
  await expect.poll(() => panel.page.locator('.placeholder').textContent()).toContain('Nothing was recorded');
});

test('pictures that are none, or too small, are named, and the others shown', async () => {
  const run = ended(classesRun());
  const samples = run.records.pictures.get('samples');
  if (!samples) throw new Error('Expected the run to have samples.');
  const small = Buffer.from(
    '89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001e221bc33' +
      '0000000049454e44ae426082',
    'hex',
  );
  const bad = (step: number) =>
    step === 600 ? small : step === 575 ? new TextEncoder().encode('no picture') : undefined;
  const pictures = new Map(run.records.pictures).set('samples', {
    steps: samples.steps,
    at: (step) => bad(step) ?? samples.at(step),
  });
  Object.assign(run.records, { pictures });
  const panel = await open(run, written(run));
  const caption = panel.page.locator('.wall-part .caption').first();
  await expect.poll(() => caption.textContent()).toBe('The pictures of step 600 can’t be read.');
  await panel.page.keyboard.press('ArrowLeft');
  await expect.poll(() => caption.textContent()).toBe('The pictures of step 575 can’t be read.');
  await panel.page.keyboard.press('ArrowLeft');
  await expect.poll(() => caption.textContent()).toBe('64 fixed codings · step 550');
});

test('one of the two histograms is missing: the other is drawn', async () => {
  const run = ended(classesRun());
  const beliefs = run.records.manifest.tracks.find((track) => track.kind === 'beliefs');
  const panel = await open(
    run,
    written(run, (tag) => tag === beliefs?.real),
  );
  await expect.poll(() => said(panel, 'beliefs')).toMatch(/for real images is –, for generated ones 0\.\d\d$/);
});

test('tracks of every kind that the manifest names, and no record has, each say so on a line or two', async () => {
  const run = ended(errorsRun());
  const ghosts: Track[] = [
    { kind: 'curves', id: 'g1', title: 'A', subtitle: '', series: [{ tag: 'ghost/1', label: 'x', role: 'plain' }] },
    { kind: 'beliefs', id: 'g2', title: 'B', subtitle: '', real: 'ghost/2', generated: 'ghost/3' },
    { ...bandsTrack(), id: 'g3', title: 'C', bands: [{ tag: 'ghost/4', label: 'y' }] },
    {
      kind: 'heat',
      id: 'g4',
      title: 'D',
      subtitle: '',
      scale: 'log',
      rows: [{ tag: 'ghost/5', label: 'z', layer: 'generator/dense_1' }],
    },
  ];
  run.records.manifest.tracks.push(...ghosts);
  const panel = await open(run, written(run));
  for (const { id } of ghosts) {
    await expect.poll(() => said(panel, id)).toMatch(/This run has no record of this|None were counted/);
    await expect.poll(() => plotHeight(panel, id)).toBeLessThan(60);
  }
  await panel.page.keyboard.press('t');
  await expect.poll(() => panel.page.locator('.values-table').textContent()).toContain('nothing recorded');
});

test('a manifest that is none: the panel says what is wrong with which file', async () => {
  const run = ended(classesRun());
  const disk = written(run);
  disk.writeManifest('{"format": 1');
  const panel = await open(run, disk);
  const placeholder = panel.page.locator('.placeholder');
  await expect.poll(() => placeholder.textContent()).toContain('This run can’t be shown');
  await expect.poll(() => placeholder.textContent()).toContain('manifest.json');
});
