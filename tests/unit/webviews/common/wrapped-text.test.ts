import { expect, test } from 'vitest';
import { wrapText } from '../../../../webviews/common/wrapped-text';

const tenths = (text: string) => text.length * 10;

test.each([
  ['a short one', 200, ['a short one']],
  ['one word more than fits', 130, ['one word more', 'than fits']],
  ['exactly', 70, ['exactly']],
  ['a wordthatislonger than all', 60, ['a', 'wordthatislonger', 'than', 'all']],
  ['', 50, ['']],
])('%s, in %i pixels', (text, room, lines) => {
  expect(wrapText(text, room, tenths)).toEqual(lines);
});
