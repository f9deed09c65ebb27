/** The reference classifier by command: what is wrong is said in a sentence. tests/unit/inspector/conditional-gan trains one. */
import { expect, test } from 'vitest';
import { gibbon } from '../../programs/gibbon-cli';

test('an unknown data set is told the known ones', async () => {
  const { code, stderr } = await gibbon(['classifier', 'cats']);
  expect(stderr).toMatch(/expected one of fashion-mnist, glyphs, and got cats/);
  expect(code).toBe(2);
});
