/** What the bench of steps asks of those that it alternates, a line of JSON each, and the data that all of them train on. */
import { datasets } from '../../src/authoring/datasets';

/** A hundred whole batches. */
export const benchData = datasets.glyphs({ count: 3200 });
export const BATCH = 32;

export interface StepRequest {
  readonly model: string;
  readonly threads: number;
  /** How many to time. */
  readonly steps: number;
  readonly batch: number;
  readonly stepsPerCall?: number;
  /** Gibbon alone: with every default probe in every step. */
  readonly probed?: boolean;
  /** Gibbon alone: what a step computes, in place of computing it. */
  readonly describe?: boolean;
  /** Gibbon alone: measure so many big products of matrices in place of steps. */
  readonly products?: number;
}

export interface StepDescription {
  /** Of its matrix products and convolutions. */
  readonly multiplyAdds: number;
  /** What the engine chooses by itself. */
  readonly threads: number;
  readonly stepsPerCall: number;
}

export interface StepAnswer {
  /** Milliseconds a step; null for a model that a peer doesn't have. */
  readonly stepMs?: number | null;
  readonly description?: StepDescription;
  readonly gflops?: number;
  readonly error?: string;
  /** In the first line, unasked. */
  readonly versions?: Readonly<Record<string, string>>;
}
