/** The text of an experiment that has a saved classifier as its model, and trains nothing: to be attacked as it is. */

/** Data that come with Gibbon, by the name of their call. */
export type BuiltInData = 'fashionMnist' | 'glyphs';

export interface SavedClassifier {
  /** Path of model.json, as the experiment says it. */
  readonly model: string;
  /** Of the pixels that it takes. */
  readonly range: readonly [least: number, most: number];
  /** Built in, or a folder of images with a subfolder for each class. */
  readonly data: { readonly builtIn: BuiltInData } | { readonly folder: string };
}

export function savedModelExperiment({ model, range: [least, most], data }: SavedClassifier): string {
  const call = 'builtIn' in data ? `${data.builtIn}()` : `images(${quoted(data.folder)})`;
  const options = least === 0 && most === 1 ? '' : `, { range: [${least}, ${most}] }`;
  return `// A saved classifier, to be attacked as it is: no epoch is trained.
import { tf, classifier, datasets, savedModel } from 'gibbon';

// Its images go from 0 to 1 in Gibbon; \`range\` says from where to where the model itself takes them.
const model = await savedModel(${quoted(model)}${options});

export default classifier({
  dataset: datasets.${call},
  model,
  optimizer: () => tf.train.adam(0.001),
  epochs: 0,
});
`;
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '/').replaceAll("'", "\\'")}'`;

/** [least, most] of "0,255" or "-1 1". @returns undefined where it is none */
export function readRange(text: string): readonly [number, number] | undefined {
  const numbers = text
    .trim()
    .split(/[\s,;]+/)
    .map(Number);
  const [least, most] = numbers;
  const isRange = numbers.length === 2 && least !== undefined && most !== undefined && Number.isFinite(most - least);
  return isRange && least < most ? [least, most] : undefined;
}
