/** Previews of real data for the Data panel's tests: what the inspector would answer. */
import { datasets } from '../../src/authoring/datasets';
import type { DatasetSpec } from '../../src/base/dataset-spec';
import { loadDataset } from '../../src/data/load-dataset';
import { previewOf } from '../../src/looking/dataset-preview';
import type { DatasetPreview } from '../../src/protocol/dataset-preview';

/** Glyphs of a few classes only, some of them rare, as people's own folders are. */
export async function labelledImages(): Promise<DatasetPreview> {
  const preview = await previewed(datasets.glyphs({ count: 1200 }), 200);
  const rarer = (count: number, index: number) => Math.round(count / (1 + (index % 4)));
  return {
    ...preview,
    classes: preview.classes.map(({ name, train, test }, index) => ({
      name,
      train: rarer(train, index),
      test: rarer(test, index),
    })),
  };
}

export const augmentedImages = (): Promise<DatasetPreview> =>
  previewed(
    datasets.augmented(datasets.glyphs({ count: 300 }), {
      flipHorizontally: true,
      shiftPx: 3,
      rotateDegrees: 20,
      scale: 0.2,
      cutout: 0.2,
    }),
    50,
  );

/** Without labels, in colour, larger than a thumbnail. */
export function colouredImages(): Promise<DatasetPreview> {
  const [count, height, width] = [40, 80, 96];
  const values = Float32Array.from({ length: count * height * width * 3 }, (_, at) => {
    const [channel, x, y] = [at % 3, Math.floor(at / 3) % width, Math.floor(at / 3 / width) % height];
    const image = Math.floor(at / (3 * width * height));
    const shade = [x / width, y / height, ((image * 7) % count) / count][channel] ?? 0;
    const isInside = (x - width / 2) ** 2 + (y - height / 2) ** 2 < (10 + image) ** 2;
    return isInside ? shade : 1 - shade;
  });
  return previewed(datasets.tensor(values, [count, height, width, 3]), 4);
}

export const points = (): Promise<DatasetPreview> => previewed(datasets.points3d(), 6);

export const sequences = (): Promise<DatasetPreview> => previewed(datasets.sequences({ kind: 'patterned' }), 100);

async function previewed(spec: DatasetSpec, validation: number): Promise<DatasetPreview> {
  const loaded = await loadDataset(spec, {
    baseFolder: '.',
    searchFolders: [],
    cacheFolder: '.',
    allowDownload: false,
  });
  if (!loaded.ok) throw new Error(loaded.problem.message);
  return previewOf(loaded.value, { validation, seed: 42, isAugmented: spec.kind === 'augmented' });
}
