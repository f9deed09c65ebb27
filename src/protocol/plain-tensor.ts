/** A tensor on its way between processes; float32, row-major. */
import * as v from 'valibot';

export const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Of any memory, shared or not. */
export const floatsSchema = v.custom<Float32Array>((value) => value instanceof Float32Array, 'Expected a Float32Array');

export const tensorSchema = v.object({ shape: v.array(count), values: floatsSchema });
export type PlainTensor = v.InferOutput<typeof tensorSchema>;
