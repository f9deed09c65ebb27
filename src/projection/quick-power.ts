/**
 * Powers with one exponent, read from tables: a map's forces need no more than four digits, and the exact power would take
 * most of the time that a map takes. Exponent and first bits of a float32 are looked up; equal on every machine.
 */

/** Bits of the fraction that are looked at: at most 1/4096 from what is looked up. */
const BITS = 11;

export class QuickPower {
  private readonly value = new Float32Array(1);
  private readonly bits = new Int32Array(this.value.buffer);
  private readonly ofExponent: Float64Array;
  private readonly ofFraction: Float64Array;

  /** @param power in [0, 1]: a larger one loses more digits */
  constructor(power: number) {
    this.ofExponent = Float64Array.from({ length: 256 }, (_, exponent) => 2 ** ((exponent - 127) * power));
    // At the middle of what has the same first bits.
    this.ofFraction = Float64Array.from({ length: 1 << BITS }, (_, bits) => (1 + (bits + 0.5) / (1 << BITS)) ** power);
  }

  /** @param base positive, within float32's range @returns to a relative error of 0.00025 */
  of(base: number): number {
    this.value[0] = base;
    const bits = this.bits[0]!;
    return this.ofExponent[bits >> 23]! * this.ofFraction[(bits >> (23 - BITS)) & ((1 << BITS) - 1)]!;
  }
}
