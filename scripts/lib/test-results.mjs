/** What a suite found, as every suite writes it to out/results and as the runner adds it up: who failed, and where the time went. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { OUT } from './places.mjs';

/**
 * @typedef {object} Outcome of one test
 * @property {string} file relative to the repository, or the suite's own word for where the test stands
 * @property {string} name
 * @property {number} ms
 * @property {string} [failure] absent when it passed
 * @property {string} [firstFailure] how it failed before it passed at a second try: a flaw of the test or a rare one of Gibbon
 *
 * @typedef {object} FileTime
 * @property {string} file
 * @property {number} ms of its tests and hooks
 * @property {number} importMs before the first of them
 *
 * @typedef {object} Results
 * @property {readonly Outcome[]} outcomes
 * @property {readonly FileTime[]} [files] where they are not the sum of their tests
 */

const RESULTS = path.join(OUT, 'results');
const SLOWEST = 20;

/** @param {string} suite @param {'json' | 'log'} kind @returns {string} its file; nothing old is there */
export function freshFile(suite, kind) {
  const file = path.join(RESULTS, `${suite}.${kind}`);
  mkdirSync(RESULTS, { recursive: true });
  rmSync(file, { force: true });
  return file;
}

/** @param {string} file @param {Results} results */
export function writeResults(file, results) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(results, null, 1));
}

/** @param {string} file @returns {Results | undefined} nothing when the suite ended before it could write */
export function readResults(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @typedef {object} SuiteTime
 * @property {string} name
 * @property {string} title
 * @property {number} ms on the clock
 * @property {Results} results
 */

const seconds = (/** @type {number} */ ms) => (ms / 1000).toFixed(1).padStart(7);

/** @param {Results} results @returns {FileTime[]} */
function filesOf({ outcomes, files }) {
  if (files) return [...files];
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const { file, ms } of outcomes) sums.set(file, (sums.get(file) ?? 0) + ms);
  return [...sums].map(([file, ms]) => ({ file, ms, importMs: 0 }));
}

/** @param {readonly SuiteTime[]} suites @returns {string[]} lines: the sum of each kind, the slowest files, the slowest tests */
export function whereTheTimeWent(suites) {
  const kinds = suites.map(({ name, ms, results }) => {
    const files = filesOf(results);
    const inTests = files.reduce((sum, file) => sum + file.ms, 0);
    const importing = files.reduce((sum, file) => sum + file.importMs, 0);
    return `${seconds(ms)} s on the clock ${seconds(inTests)} s in tests ${seconds(importing)} s importing  ${name} (${results.outcomes.length})`;
  });
  const files = suites
    .flatMap(({ results }) => filesOf(results))
    .map(({ file, ms, importMs }) => ({ file, ms: ms + importMs }))
    .sort((one, other) => other.ms - one.ms)
    .slice(0, SLOWEST);
  const tests = suites
    .flatMap(({ results }) => results.outcomes)
    .toSorted((one, other) => other.ms - one.ms)
    .slice(0, SLOWEST);
  return [
    'By kind:',
    ...kinds,
    `The ${files.length} slowest files:`,
    ...files.map(({ file, ms }) => `${seconds(ms)} s  ${file}`),
    `The ${tests.length} slowest tests:`,
    ...tests.map(({ file, name, ms }) => `${seconds(ms)} s  ${name}  (${file})`),
  ];
}

/** @param {readonly SuiteTime[]} suites what they found, in one file for other programs */
export function keepFigures(suites, /** @type {number} */ ms) {
  const kept = suites.map(({ name, ms: elapsed, results }) => ({ name, ms: elapsed, files: filesOf(results) }));
  writeFileSync(path.join(RESULTS, 'times.json'), JSON.stringify({ ms, suites: kept }, null, 1));
  writeFileSync(path.join(RESULTS, 'times.txt'), `${whereTheTimeWent(suites).join('\n')}\n`);
}
