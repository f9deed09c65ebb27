/** Principal component analysis of codings: the flat map that is there at once, and the way back from it. */
import type { PlainTensor } from '../protocol/plain-tensor';

export interface PrincipalComponents {
  /** [dims] */
  readonly mean: Float64Array;
  /** Row-major [components, dims], orthonormal, the widest first. */
  readonly axes: Float64Array;
  /** Of each axis its share of the whole variance, in [0, 1]. */
  readonly explained: readonly number[];
  /** [count, components] */
  readonly places: PlainTensor;
}

/**
 * @param codings [count, dims]
 * @param components at most `dims`
 * @param previous of the step before, with as many numbers a coding: axes are turned the same way round, so that a map doesn't flip
 */
export declare function principalComponents(
  codings: PlainTensor,
  components: number,
  previous?: PrincipalComponents,
): PrincipalComponents;

/** The codings that lie exactly at places of the map: [places, dims]. */
export declare function codingsOnAxes(components: PrincipalComponents, places: PlainTensor): PlainTensor;
