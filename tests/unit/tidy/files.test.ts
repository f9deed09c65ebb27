/** Rules about files that no linter knows: how long they are, how they open, what they are called. */
import { describe, expect, test } from 'vitest';
import { readFiles } from './repository';

const FOLDERS = ['src', 'webviews', 'scripts', 'tests'];
const LONGEST = 500;

const code = readFiles(FOLDERS, ['.ts', '.mjs', '.css']);
const scripts = code.filter(({ path }) => !path.endsWith('.css'));

describe('files', () => {
  test('there is something to look at', () => {
    expect(code.length).toBeGreaterThan(20);
  });

  test(`no file is longer than ${LONGEST} lines`, () => {
    const long = code.filter(({ text }) => text.split('\n').length > LONGEST + 1);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test('every file opens with a comment on its role', () => {
    // A unit test's role is its title and its place, which mirrors the file that it tests.
    const hasRole = code.filter(({ path }) => !/^tests\/unit\/.*\.test\.ts$/.test(path));
    const silent = hasRole.filter(({ text }) => !/^(#!.*\n)?\s*(\/\/|\/\*)/.test(text));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  test('names say what is inside, in kebab-case', () => {
    const vague = /(^|[-./])(utils?|helpers?|managers?|misc)([-./]|$)/i;
    const badlyNamed = code.filter(({ path }) => vague.test(path) || !/^[a-z0-9./-]+$/.test(path));
    expect(badlyNamed.map(({ path }) => path)).toEqual([]);
  });

  test('no interface carries an I before its name', () => {
    const prefixed = scripts.filter(({ text }) => /\binterface I[A-Z][a-z]/.test(text));
    expect(prefixed.map(({ path }) => path)).toEqual([]);
  });

  test('no test is left out or alone', () => {
    const uneven = /\b(it|test|describe|suite)\.(only|skip|todo)\b/;
    const tests = scripts.filter(({ path, text }) => path.startsWith('tests/') && uneven.test(text));
    expect(tests.map(({ path }) => path)).toEqual([]);
  });

  test('nothing is left to do in a comment', () => {
    const words = new RegExp(
      ['TO' + 'DO', 'FIX' + 'ME', 'HA' + 'CK', 'X' + 'XX'].map((word) => `\\b${word}\\b`).join('|'),
    );
    expect(scripts.filter(({ text }) => words.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test('no error is swallowed without a word', () => {
    const silent = scripts.filter(({ text }) => /catch\s*(\([^)]*\))?\s*\{\s*\}/.test(text));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });
});
