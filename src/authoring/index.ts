/** What an experiment file gets from `import … from 'gibbon'`. */
export * as tf from './tf';
export { autoencoder, type AutoencoderOptions } from './autoencoder';
export { classifier, type ClassifierOptions } from './classifier';
export { conditionalGan, type ConditionalGanOptions } from './conditional-gan';
export { corruptions, type Corruption } from './corruptions';
export {
  datasets,
  type CsvOptions,
  type IdxOptions,
  type ImagesOptions,
  type NumbersOptions,
  type SplitOptions,
  type TensorOptions,
} from './datasets';
export {
  experiment,
  type Batch,
  type Experiment,
  type ExperimentOptions,
  type JsonValue,
  type OptimizerChoice,
  type StepContext,
} from './experiment';
export { gan, type GanOptions } from './gan';
export { greedy, type Floor, type GreedyOptions } from './greedy';
export { layers } from './layers';
export { optimizers } from './optimizers';
export { penalties } from './penalties';
export { pretraining, type PretrainingOptions } from './pretraining';
export { savedModel, type SavedModelOptions } from './saved-model';
export type { Sparsity } from './sparsity';
export { vae, type VaeOptions } from './vae';
