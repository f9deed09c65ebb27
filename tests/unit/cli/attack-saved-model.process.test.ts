/** gibbon attack MODEL.json: a saved classifier falls as its run does; what is wrong with range and data is a sentence. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRange, savedModelExperiment } from '../../../src/client/saved-model-experiment';
import { gibbon } from '../../programs/gibbon-cli';
import { trainedFixture } from '../../programs/inspected-fixture';

let runs: string;
let model: string;
/** Where the command has its temporary files. */
let scratch: string;
beforeAll(async () => {
  runs = path.dirname(await trainedFixture('tiny-classifier', 150));
  scratch = path.join(runs, '..', `${path.basename(runs)}-scratch`);
  mkdirSync(scratch);
  const out = path.join(scratch, 'saved');
  const saved = await gibbon([
    'save-model',
    'latest',
    '--runs',
    runs,
    '--role',
    'classifier',
    '--format',
    'tfjs',
    '--out',
    out,
  ]);
  expect(saved.code, saved.stderr).toBe(0);
  model = path.join(out, 'model.json');
});
afterAll(() => [runs, scratch].forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const attack = async (victim: string, ...args: string[]) => {
  const attacking = ['attack', victim, '--attack', 'fgsm', '--epsilon', '0.1'];
  const { stdout, stderr, code } = await gibbon([...attacking, ...args], { TMPDIR: scratch });
  return { stdout, stderr, code };
};

test('a saved classifier is told right as often as its run, before and after, on the images it was trained beside', async () => {
  const ofModel = await attack(model, '--data', 'glyphs', '--range', '0,1', '--count', '500', '--json');
  expect(ofModel.code, ofModel.stderr).toBe(0);
  const told = JSON.parse(ofModel.stdout.trim().split('\n').at(-1)!) as {
    cleanAccuracy: number;
    attackedAccuracy: number;
  };
  expect(told.cleanAccuracy).toBeGreaterThan(0.5);
  expect(told.attackedAccuracy).toBeLessThan(told.cleanAccuracy - 0.2);
  // Nothing of it stays.
  expect(readdirSync(scratch).filter((name) => name.startsWith('gibbon-saved-'))).toEqual([]);
});

test('where the range is another it tells by chance, or nothing has a gradient, and says so', async () => {
  const { stdout } = await attack(model, '--data', 'glyphs', '--range', '40,45', '--count', '500');
  expect(stdout).toMatch(/is --range that of its pixels\?|have no gradient at all/);
});

test.each<[string[], RegExp]>([
  [['--data', 'glyphs', '--range', '1,0'], /--range expected LEAST,MOST, such as -1,1 or 0,255, and got 1,0/],
  [[], /expected --data, the images to attack: fashion-mnist, glyphs, or a folder; and got none/],
  [['--data', 'no-such-folder'], /no-such-folder/],
])('%j: a sentence', async (args, message) => {
  const { stderr, code } = await attack(model, ...args);
  expect(stderr).toMatch(message);
  expect(code).not.toBe(0);
});

test('range and data are for saved models', async () => {
  const { stderr } = await attack('latest', '--runs', runs, '--range', '0,1');
  expect(stderr).toMatch(/--range expected MODEL\.json in place of a run, and got latest/);
});

test('the experiment that is written names its model, data and range, whatever they are called', () => {
  const text = savedModelExperiment({ model: "it's.json", range: [-1, 1], data: { folder: 'a\\b' } });
  expect(text).toContain("await savedModel('it\\'s.json', { range: [-1, 1] });");
  expect(text).toContain("datasets.images('a/b')");
  expect(['0,255', '-1 1', ' -0.5; 0.5 ', '1', '1,1', 'a,b', '0,1,2'].map(readRange)).toEqual([
    [0, 255],
    [-1, 1],
    [-0.5, 0.5],
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
