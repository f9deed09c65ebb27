/** Where a call ends, as a reader sees it. `^` in a case stands before the callee's name, `$` behind the call's end. */
import { expect, test } from 'vitest';
import { callEnd } from '../../../src/extension/call-end';

test.each([
  'tf.layers.^dense({ units: 8 })$,',
  'tf.layers.^dense ({\n  units: size(8),\n})$;',
  'tf.layers.^dense({ name: "a ) b", units: [1, (2)] })$.apply(x)',
  "tf.layers.^dense({ name: 'it\\'s )' })$",
  'tf.layers.^dense({ name: `${f(")")} )` })$',
  'tf.layers.^dense({ /* ) */ units: 8, // )\n })$',
  'new ^Mixing<number>(3)$, other(4)',
  '^block(8)$(9)',
])('%s', (marked) => {
  const text = marked.replace('^', '').replace(/\$(?!\{)/, '');
  expect(callEnd(text, marked.indexOf('^'))).toBe(marked.replace('^', '').search(/\$(?!\{)/));
});

test.each(['tf.layers.dense', 'dense({ units: 8', 'dense)('])('%s is no call with an end', (text) => {
  expect(callEnd(text, 0)).toBeUndefined();
});
