import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './repository';
import { gatherWords } from './spoken-words';

type Words = Readonly<Record<string, string>>;

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const readWords = (file: string) => JSON.parse(read(file)) as Words;

const PAIRS = [
  { english: 'package.nls.json', portuguese: 'package.nls.pt-br.json' },
  { english: 'l10n/bundle.l10n.json', portuguese: 'l10n/bundle.l10n.pt-br.json' },
];

/** The names in braces, which have to be the same in every language. */
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

describe('words of commands, settings and views', () => {
  const named = new Set([...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key));
  const known = new Set(Object.keys(readWords('package.nls.json')));

  test('each that package.json names is in package.nls.json', () => {
    expect([...named].filter((key) => !known.has(key))).toEqual([]);
  });

  test('none is left over', () => {
    expect([...known].filter((key) => !named.has(key))).toEqual([]);
  });
});

describe('words of the host and of the panels', () => {
  const { keys, unreadable } = gatherWords();
  const bundle = readWords('l10n/bundle.l10n.json');

  test('there are some', () => {
    expect(keys.size).toBeGreaterThan(80);
  });

  test('each is a literal, so that its translation can be found', () => {
    expect(unreadable).toEqual([]);
  });

  test('each is a key of l10n/bundle.l10n.json', () => {
    const missing = [...keys].filter(([key]) => bundle[key] === undefined);
    const lines = missing.map(([key, places]) => `${JSON.stringify(key)}: ${JSON.stringify(key)},   ← ${places[0]}`);
    expect(lines, addThese('l10n/bundle.l10n.json and, translated, to l10n/bundle.l10n.pt-br.json', lines)).toEqual([]);
  });

  test('none is left over in l10n/bundle.l10n.json', () => {
    const stale = Object.keys(bundle).filter((key) => !keys.has(key));
    expect(stale, `Nothing says these any more; remove them from both bundles:\n${stale.join('\n')}`).toEqual([]);
  });

  test('the English bundle says what the sources say', () => {
    expect(Object.entries(bundle).filter(([key, text]) => key !== text)).toEqual([]);
  });
});

describe.each(PAIRS)('$portuguese', ({ english, portuguese }) => {
  const [inEnglish, inPortuguese] = [readWords(english), readWords(portuguese)];

  test('has a translation of each text', () => {
    const missing = Object.keys(inEnglish).filter((key) => !inPortuguese[key]?.trim());
    const lines = missing.map((key) => `${JSON.stringify(key)}: "…",   ← ${inEnglish[key]}`);
    expect(lines, addThese(portuguese, lines)).toEqual([]);
  });

  test('has no text that English lacks', () => {
    expect(Object.keys(inPortuguese).filter((key) => inEnglish[key] === undefined)).toEqual([]);
  });

  test('keeps the names in braces, the links to commands, and the spaces at the ends', () => {
    const links = (text: string) => text.match(/\(command:[^)]+\)/g) ?? [];
    const ends = (text: string) => [text.startsWith(' '), text.endsWith(' '), text.endsWith('…')];
    const shape = (text: string) => [placeholders(text), links(text), ends(text)];
    const different = Object.keys(inEnglish).filter(
      (key) => JSON.stringify(shape(inEnglish[key] ?? '')) !== JSON.stringify(shape(inPortuguese[key] ?? '')),
    );
    expect(different).toEqual([]);
  });
});

const addThese = (file: string, lines: readonly string[]) => `Add to ${file}:\n${lines.join('\n')}\n`;
