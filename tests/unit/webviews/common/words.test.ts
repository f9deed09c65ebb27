import { expect, test } from 'vitest';
import { createTranslate } from '../../../../webviews/common/words';

test('English is the key, values go into their places', () => {
  const t = createTranslate({});
  expect(t('At step {step}', { step: '6,150' })).toBe('At step 6,150');
  expect(t('{a} and {a}', { a: 1 })).toBe('1 and 1');
});

test('a bundle takes the place of the English, whatever its order of values', () => {
  const t = createTranslate({ '{state}, step {step}': 'passo {step}: {state}' });
  expect(t('{state}, step {step}', { state: 'pausado', step: 3 })).toBe('passo 3: pausado');
});

test('a value that looks like a place stays as it is', () => {
  expect(createTranslate({})('{name}', { name: '{step}' })).toBe('{step}');
});
