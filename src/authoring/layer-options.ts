/** What every layer of Gibbon's takes beside its own options, as tfjs' layers do. */

export interface LayerOptions {
  readonly name?: string;
  /** Of one sample, the batch left out; for the first layer of a model. */
  readonly inputShape?: number[];
  readonly trainable?: boolean;
}
