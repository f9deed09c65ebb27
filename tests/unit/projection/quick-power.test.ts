/** Powers from tables against the exact ones. */
import { expect, test } from 'vitest';
import { QuickPower } from '../../../src/projection/quick-power';

test.each([0.25, 0.895, 1])(
  'a base to the power of %d is right to a relative error of 0.00025, over the whole range of float32',
  (power) => {
    const quick = new QuickPower(power);
    let worst = 0;
    for (let base = 1e-37; base < 1e38; base *= 1.0137)
      worst = Math.max(worst, Math.abs(quick.of(base) / Math.pow(base, power) - 1));
    expect(worst).toBeLessThan(0.00025);
  },
);

test('what is too small for float32 is still a number', () => {
  const found = new QuickPower(0.895).of(1e-60);
  expect(found).toBeGreaterThan(0);
  expect(found).toBeLessThan(1e-30);
});
