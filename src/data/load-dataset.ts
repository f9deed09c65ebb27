/** The registry of datasets: from what an experiment says about its data to the samples themselves. */
import type { DatasetSpec } from '../base/dataset-spec';
import type { Result } from '../base/result';

import { loadAugmented } from './augmented';
import { loadCsv } from './csv';
import type { Dataset, DatasetLoader, LoadOptions } from './dataset';
import { loadFashionMnist } from './fashion-mnist';
import { loadGrid, loadRing } from './gaussians';
import { loadGlyphs } from './glyphs';
import { loadIdx } from './idx-dataset';
import { loadImages } from './images';
import { loadPoints3d } from './points3d';
import { loadSequences } from './sequences';
import { loadTensor } from './tensor';

const loaders: { readonly [Kind in DatasetSpec['kind']]: DatasetLoader<Extract<DatasetSpec, { kind: Kind }>> } = {
  fashionMnist: loadFashionMnist,
  glyphs: loadGlyphs,
  images: loadImages,
  idx: loadIdx,
  csv: loadCsv,
  tensor: loadTensor,
  points3d: loadPoints3d,
  ring: loadRing,
  grid: loadGrid,
  sequences: loadSequences,
  augmented: loadAugmented,
};

/**
 * The dataset that `spec` names, from the first place that has it.
 * @returns a problem when it can't be had, or when what lies in one of the places is damaged
 * @throws the signal's reason when aborted
 */
export async function loadDataset(spec: DatasetSpec, options: LoadOptions): Promise<Result<Dataset>> {
  options.signal?.throwIfAborted();
  // The compiler can't see that the loader found under a spec's own kind takes that spec.
  const loader = loaders[spec.kind] as DatasetLoader<DatasetSpec>;
  return loader(spec, options, (other) => loadDataset(other, options));
}
