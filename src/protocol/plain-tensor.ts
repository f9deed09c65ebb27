/** A tensor on its way between processes; float32, row-major. */
import * as v from 'valibot';

export const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const tensorSchema = v.object({ shape: v.array(count), values: v.instance(Float32Array) });
export type PlainTensor = v.InferOutput<typeof tensorSchema>;
