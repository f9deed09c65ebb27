/** A tensor on its way between processes; float32, row-major. */
import * as v from 'valibot';

export const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What was measured or computed: of a training that has broken down it is NaN, which is an answer, too. */
export const measured = v.union([v.number(), v.nan()]);

/** Of any memory, shared or not. */
export const floatsSchema = v.custom<Float32Array>((value) => value instanceof Float32Array, 'Expected a Float32Array');

export const tensorSchema = v.object({ shape: v.array(count), values: floatsSchema });
export type PlainTensor = v.InferOutput<typeof tensorSchema>;
