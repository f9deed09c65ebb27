/** What an experiment file gets from `import … from 'gibbon'`. */
export * as tf from './tf';
export { autoencoder, type AutoencoderOptions } from './autoencoder';
export { datasets } from './datasets';
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
export { layers } from './layers';
export { optimizers } from './optimizers';
export { penalties } from './penalties';
