/**
 * What convolutions make of one sample, always the same: each layer's channels as an atlas of pictures. Each model runs once,
 * in inference mode, and its layers are watched meanwhile, so that nested models and shared layers need nothing of their own.
 * Looks only: whoever calls it lends it randomness and a scope, as `PictureDrawer.aside` does.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import { oneHotClasses, takesClass } from '../authoring/class-input';
import type { Experiment } from '../authoring/experiment';
import { mapFigureTag, mapsTag } from '../base/layer-tags';
import { type NamedLayer, namedLayers } from '../loading/model-roles';
import { noiseStreams } from '../loading/tfjs-randomness';
import { NoiseGenerator } from '../noise/noise-generator';
import type { FedMaps, LayerMaps, MissingMaps, ModelMaps } from '../protocol/feature-maps';
import type { RecordedScalar } from '../store/event-messages';
import type { TrainingStep } from '../training/training-step';
import { type LayerOutput, mapAtlas } from './map-atlas';
import type { DrawnPicture } from './picture-drawer';

/** Maps of a layer that are recorded; fewer of large ones, one at least. */
const MOST_MAPS = 16;
const MOST_PIXELS = MOST_MAPS * 64 * 64;
const COLUMNS = 8;

/** Layers that give out maps which are worth looking at one by one. */
const MAPPED = new Set([
  'Conv2D',
  'Conv2DTranspose',
  'SeparableConv2D',
  'DepthwiseConv2D',
  'MaxPooling2D',
  'AveragePooling2D',
  'UpSampling2D',
]);

export interface MapParts {
  readonly experiment: Experiment;
  readonly step: Pick<TrainingStep, 'imageShape' | 'heldOutImages' | 'heldOutLabels' | 'noiseOf' | 'classCount'>;
  readonly seed: number;
}

/** Of which layers maps can be recorded, which is tried, and why not of the others. Models without convolutions are left out. */
export function describeFeatureMaps(parts: MapParts): ModelMaps[] {
  const pass = new Pass(parts);
  return Object.entries(parts.experiment.models).flatMap(([role, model]): ModelMaps[] => {
    const mapped = mappedLayers(role, model);
    if (mapped.length === 0) return [];
    const without = { role, layers: mapped.map(({ name }) => name) };
    const fed = sampleFor(parts, role, model);
    if ('missing' in fed) return [{ ...without, ...fed }];
    try {
      const outputs = pass.outputsOf(role, fed.sample);
      return [{ role, ...fed, layers: [...outputs].map(([name, output]) => describeLayer(name, output)) }];
    } catch (error) {
      return [{ ...without, missing: 'failed', message: error instanceof Error ? error.message : String(error) }];
    }
  });
}

/** All maps as they are now, and their figures. @param described what the run says that it records */
export function lookAtFeatureMaps(
  parts: MapParts,
  described: readonly ModelMaps[],
): { images: DrawnPicture[]; scalars: RecordedScalar[] } {
  const pass = new Pass(parts);
  const images: DrawnPicture[] = [];
  const scalars: RecordedScalar[] = [];
  for (const maps of described) {
    // A run that goes on has drawn no noise before its first step.
    if ('missing' in maps || (maps.sample === 'fixedCoding' && !noiseFor(parts, maps.role))) continue;
    const outputs = pass.outputsOf(maps.role, maps.sample);
    for (const { layer, tag, shown, columns } of maps.layers) {
      const output = outputs.get(layer);
      if (!output) continue;
      const { picture, ...figures } = mapAtlas(output, shown, columns);
      images.push({ tag, ...picture });
      for (const what of ['smallest', 'largest', 'dead'] as const)
        scalars.push({ tag: mapFigureTag(layer, what), value: figures[what] });
    }
  }
  return { images, scalars };
}

const mappedLayers = (role: string, model: LayersModel): NamedLayer[] =>
  namedLayers(role, model).filter(({ layer }) => MAPPED.has(layer.getClassName()));

function describeLayer(layer: string, { height, width, channels }: LayerOutput): LayerMaps {
  const shown = Math.max(1, Math.min(MOST_MAPS, channels, Math.floor(MOST_PIXELS / (height * width))));
  const columns = Math.min(COLUMNS, shown);
  const rows = Math.ceil(shown / columns);
  return { layer, tag: mapsTag(layer), columns, rows, tileWidth: width, tileHeight: height, shown, count: channels };
}

type Shape = readonly (number | null)[];

/** Of one sample. */
const inputShape = (model: LayersModel | undefined): Shape => model?.inputs[0]?.shape.slice(1) ?? [];
const takes = (shape: Shape, given: Shape): boolean =>
  shape.length === given.length && shape.every((size, axis) => size === null || size === given[axis]);

function sampleFor(
  { experiment, step }: MapParts,
  role: string,
  model: LayersModel,
): Pick<FedMaps, 'sample'> | Pick<MissingMaps, 'missing'> {
  if (model.inputs.length !== (takesClass(experiment, role) ? 2 : 1)) return { missing: 'severalInputs' };
  const wanted = inputShape(model);
  if (takes(wanted, step.imageShape ?? [])) return { sample: 'heldOutImage' };
  const encoder = experiment.models[encoderRole(experiment)];
  const codes = encoder?.inputs.length === 1 && takes(inputShape(encoder), step.imageShape ?? []);
  if (codes && takes(wanted, encoder.outputs[0]?.shape.slice(1) ?? [])) return { sample: 'codingOfImage' };
  return step.noiseOf(wanted) ? { sample: 'fixedCoding' } : { missing: 'unknownInput' };
}

const encoderRole = ({ encoder = 'encoder' }: Experiment): string => encoder;

const noiseFor = ({ experiment, step }: MapParts, role: string) => step.noiseOf(inputShape(experiment.models[role]));

/** The models at one moment, each run once at most. */
class Pass {
  /** What the models that have run gave out in the end, by role. */
  private readonly ends = new Map<string, tf.Tensor>();

  constructor(private readonly parts: MapParts) {}

  /** @returns by layer; of one that runs more than once the last, which the model goes on with */
  outputsOf(role: string, sample: FedMaps['sample']): ReadonlyMap<string, LayerOutput> {
    const model = this.parts.experiment.models[role];
    const seen = new Map<string, LayerOutput>();
    if (!model) return seen;
    const input = this.withClass(role, this.inputFor(role, sample), sample);
    const see = (name: string, output: LayerOutput) => seen.set(name, output);
    watching(mappedLayers(role, model), see, () => this.run(role, model, input));
    return seen;
  }

  private run(role: string, model: LayersModel, input: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const end = [model.predict(input)].flat()[0]!;
    this.ends.set(role, end);
    return end;
  }

  /** Beside an image its own class; beside a coding the first one. */
  private withClass(role: string, input: tf.Tensor, sample: FedMaps['sample']): tf.Tensor | tf.Tensor[] {
    const { experiment, step } = this.parts;
    if (!takesClass(experiment, role)) return input;
    const asked = sample === 'fixedCoding' ? [0] : step.heldOutLabels(1);
    return [input, oneHotClasses(asked, step.classCount)];
  }

  private inputFor(role: string, sample: FedMaps['sample']): tf.Tensor {
    const { experiment, step, seed } = this.parts;
    const image = () => step.heldOutImages(1);
    if (sample === 'heldOutImage') return image();
    if (sample === 'codingOfImage') {
      const encoder = experiment.models[encoderRole(experiment)];
      const coding = this.ends.get(encoderRole(experiment));
      return coding ?? (encoder ? this.run(encoderRole(experiment), encoder, image()) : image());
    }
    const shape = inputShape(experiment.models[role]).map((size) => size ?? 1);
    const coding = new Float32Array(tf.util.sizeFromShape(shape));
    noiseFor(this.parts, role)?.(coding, new NoiseGenerator(seed, noiseStreams.fixedCodings));
    return tf.tensor(coding, [1, ...shape]);
  }
}

/** Runs something while what the layers give out is read; they are as before afterwards. */
function watching(
  watched: readonly NamedLayer[],
  see: (name: string, output: LayerOutput) => void,
  run: () => void,
): void {
  const restore = watched.map(({ name, layer }) => {
    const { call } = layer;
    layer.call = (inputs, kwargs) => {
      const outputs = call.call(layer, inputs, kwargs);
      for (const output of [outputs].flat().slice(0, 1)) see(name, readOutput(layer, output));
      return outputs;
    };
    return () => (layer.call = call);
  });
  try {
    run();
  } finally {
    for (const back of restore.reverse()) back();
  }
}

function readOutput(layer: layers.Layer, output: tf.Tensor): LayerOutput {
  return tf.tidy(() => {
    const isChannelsFirst = layer.getConfig().dataFormat === 'channelsFirst';
    const maps = isChannelsFirst ? tf.transpose(output, [0, 2, 3, 1]) : output;
    const [, height = 0, width = 0, channels = 0] = maps.shape;
    // A copy: what a backend gives to read may be overwritten by the next step.
    return { values: maps.dataSync<'float32'>().slice(), height, width, channels };
  });
}
