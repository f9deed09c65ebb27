/** The data of a loaded experiment, with whatever is wrong with it at the user's line. */
import { ProblemError } from '../base/problem';
import type { Dataset } from '../data/dataset';
import { systemDatasetFolders } from '../data/fashion-mnist-files';
import { loadDataset } from '../data/load-dataset';
import type { LoadedExperiment } from '../loading/load-experiment';
import type { DataPlaces } from '../protocol/trainer-job';

/**
 * @param baseFolder where relative paths start: the experiment's folder
 * @param onProgress is told what takes long
 * @throws ProblemError about a file of the data, or else at the call that names the data set
 */
export async function loadDataOf(
  { experiment, positions }: LoadedExperiment,
  baseFolder: string,
  { datasetFolders, cacheFolder, allowDownload }: DataPlaces,
  onProgress: (message: string) => void,
): Promise<Dataset> {
  const { dataset } = experiment;
  const loaded = await loadDataset(dataset, {
    baseFolder,
    searchFolders: [...datasetFolders, ...systemDatasetFolders],
    cacheFolder,
    allowDownload,
    onProgress,
  });
  if (loaded.ok) return loaded.value;
  const { problem } = loaded;
  const place = problem.file === undefined && dataset.madeAt ? positions.framesOf(dataset.madeAt)[0] : undefined;
  throw new ProblemError({ ...problem, ...place });
}
