/** What an experiment file gets from `import … from 'gibbon'`. */
export * as tf from './tf';
export { autoencoder, type AutoencoderOptions } from './autoencoder';
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
