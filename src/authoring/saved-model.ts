/** A model that TensorFlow.js has saved, as an experiment uses it: to attack it, or to train it on. */
import {
  input,
  layers,
  type LayersModel,
  loadLayersModel,
  model as makeModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { checkOptions, checkPath, checkRange } from './dataset-checks';
import { ExperimentError } from './experiment-error';

export interface SavedModelOptions {
  /** From where to where the pixels go that the model takes; [0, 1] when it isn't said. */
  readonly range?: readonly [least: number, most: number];
}

/**
 * Reads a LayersModel that TensorFlow.js has saved: `model.json`, and its weights beside it. Images in Gibbon go from 0 to 1; those
 * of a model that takes another range are brought to it by a layer of their own before the model's, so that an epsilon means
 * the same for every model.
 *
 *     const model = await savedModel('my-model/model.json', { range: [-1, 1] });
 *
 * @param file relative to the experiment
 * @returns a model of the same weights, which takes pixels from 0 to 1
 * @throws ExperimentError, at the call: no such file, no LayersModel in it, weights missing, options of the wrong kind
 */
export function savedModel(file: string, options: SavedModelOptions = {}): Promise<LayersModel> {
  checkOptions('savedModel()', options, ['range']);
  const place = checkPath('The file of savedModel()', file);
  const range = options.range === undefined ? ([0, 1] as const) : checkRange('range', options.range);
  // What is awaited has forgotten where it was called.
  const calledAt = new Error('called here');
  return read(place, range, calledAt).catch((error: unknown) => {
    const made =
      error instanceof ExperimentError
        ? error
        : new ExperimentError(
            `${file} expected a LayersModel that TensorFlow.js can read, and got one that it can't: ${error instanceof Error ? error.message : String(error)}`,
            'Save it by model.save(), or convert it with tensorflowjs_converter to tfjs_layers_model.',
          );
    if (calledAt.stack !== undefined) made.stack = calledAt.stack;
    throw made;
  });
}

async function read(file: string, [least, most]: readonly [number, number], calledAt: Error): Promise<LayersModel> {
  // Files are read by the router that whoever loads the experiment has registered: authoring knows no disk.
  const saved = await loadLayersModel(`file://${file}`);
  const [shape] = saved.inputs.map((one) => one.shape.slice(1));
  if (saved.inputs.length !== 1 || !shape)
    throw new ExperimentError(
      `${file} expected a model with one input, the image, and got one with ${saved.inputs.length}.`,
      'Save a model that takes images alone.',
    );
  if (least === 0 && most === 1) return madeAt(saved, calledAt);
  const images = input({ shape });
  const scaled = layers.rescaling({ scale: most - least, offset: least, name: 'range' }).apply(images);
  return madeAt(
    makeModel({ inputs: images, outputs: madeAt(saved, calledAt).apply(scaled) as SymbolicTensor }),
    calledAt,
  );
}

/** Its layers were made in no line of the experiment: all of them lead to the call that read them. */
const madeAt = (model: LayersModel, calledAt: Error): LayersModel =>
  Object.defineProperty(model, 'madeAt', { value: calledAt, enumerable: false });
