import { describe, expect, test } from 'vitest';
import { LineMapping } from '../../../../src/extension/previews/line-mapping';

const TEXT = ['const a = 1;', 'const b = dense(100);', 'const c = dense(150);', 'const d = 4;', ''].join('\n');
const edited = (change: (text: string) => string) => LineMapping.between(TEXT, change(TEXT));

describe('a line', () => {
  test('of a text that is the same is where it was', () => {
    const mapping = edited((text) => text);
    expect(mapping.isEdited).toBe(false);
    expect(mapping.at(3)).toEqual({ line: 3, fate: 'same' });
  });

  test.each([
    ['below two new lines', (text: string) => `// one\n// two\n${text}`, 3, { line: 5, fate: 'same' }],
    ['above a new line', (text: string) => text.replace('const d', 'new\nconst d'), 3, { line: 3, fate: 'same' }],
    ['below a deleted line', (text: string) => text.replace('const a = 1;\n', ''), 3, { line: 2, fate: 'same' }],
    ['that was indented', (text: string) => text.replace('const c', '    const c'), 3, { line: 3, fate: 'same' }],
    ['whose line ends are others', (text: string) => text.replaceAll('\n', '\r\n'), 3, { line: 3, fate: 'same' }],
    ['that was changed', (text: string) => text.replace('150', '160'), 3, { line: 3, fate: 'changed' }],
    [
      'that was changed below one that is new',
      (text: string) => text.replace('const c = dense(150);', 'something else\nconst c = dense(160);'),
      3,
      { line: 4, fate: 'changed' },
    ],
    [
      'that was deleted is told at the one before',
      (text: string) => text.replace('const c = dense(150);\n', ''),
      3,
      { line: 2, fate: 'gone' },
    ],
    ['that was first and deleted', (text: string) => text.replace('const a = 1;\n', ''), 1, { line: 1, fate: 'gone' }],
  ])('%s', (_what, change, line, expected) => {
    expect(edited(change).at(line)).toEqual(expected);
  });

  test('that the older text did not have is nowhere', () => {
    expect(edited((text) => text).at(0)).toBeUndefined();
    expect(edited((text) => text).at(99)).toBeUndefined();
  });

  test('of a text in which nearly all is another keeps its place at the ends', () => {
    const lines = (word: string) => Array.from({ length: 3000 }, (_, i) => `${word} ${i}`);
    const [before, after] = [lines('old'), lines('new')].map((middle) => ['first', ...middle, 'last'].join('\n'));
    const mapping = LineMapping.between(before!, after!);
    expect(mapping.at(1)).toEqual({ line: 1, fate: 'same' });
    expect(mapping.at(3002)).toEqual({ line: 3002, fate: 'same' });
  });
});

describe('a stretch of lines', () => {
  test('is touched by a change in it, and by a line that was put between its own, not by one beside it', () => {
    const inside = edited((text) => text.replace('const c', 'new\nconst c'));
    expect(inside.isTouched(2, 3)).toBe(true);
    expect(inside.isTouched(3, 4)).toBe(false);
    expect(inside.isTouched(1, 2)).toBe(false);
    const changed = edited((text) => text.replace('150', '160'));
    expect([
      changed.isTouched(1, 2),
      changed.isTouched(2, 3),
      changed.isTouched(3, 3),
      changed.isTouched(4, 4),
    ]).toEqual([false, true, true, false]);
  });
});
