/**
 * The job of training a data set's reference classifier, in a process of its own and of the lowest priority, so that a
 * training beside it is neither delayed nor changed: they share nothing but the cache's folder. It ends with whoever
 * started it, and on one thread it gives the same classifier on every machine of a kind. No code of a user's runs here.
 */
import os from 'node:os';
import { unwrap } from '../base/result';
import { ProblemError, toProblem } from '../base/problem';
import { systemDatasetFolders } from '../data/fashion-mnist-files';
import { loadDataset } from '../data/load-dataset';
import { startEngine } from '../engine/engine';
import { NoiseGenerator } from '../noise/noise-generator';
import { installRandomness } from '../loading/tfjs-randomness';
import type { ClassifierJob, ClassifierWord } from '../protocol/classifier-job';
import { classifierFile, hasClasses, keepClassifier, loadClassifier } from '../looking/reference-classifier';
import { trainReferenceClassifier } from '../looking/train-reference-classifier';

/** @param tell gets progress and, last, how it ended */
export async function runClassifierJob(job: ClassifierJob, tell: (word: ClassifierWord) => void): Promise<void> {
  try {
    os.setPriority(os.constants.priority.PRIORITY_LOW);
  } catch {
    // Some systems refuse; then it competes as any process does.
  }
  try {
    tell(await train(job, tell));
  } catch (error) {
    tell({ kind: 'failed', problem: toProblem(error, 'environment') });
  }
}

async function train(job: ClassifierJob, tell: (word: ClassifierWord) => void): Promise<ClassifierWord> {
  const engine = unwrap(await startEngine('onnx', { threads: 1 }));
  installRandomness({ current: new NoiseGenerator(0) });
  const dataset = unwrap(
    await loadDataset(job.dataset, {
      baseFolder: job.baseFolder,
      searchFolders: [...job.datasetFolders, ...systemDatasetFolders],
      cacheFolder: job.cacheFolder,
      allowDownload: job.allowDownload,
    }),
  );
  if (!hasClasses(dataset))
    throw new ProblemError({
      message: `A classifier expected images of at least two classes; ${dataset.name} has ${dataset.classNames.length}.`,
      remedy: 'Choose a data set with labels.',
      blame: 'environment',
    });
  const file = classifierFile(job.cacheFolder, dataset);
  const [name, testCount] = [dataset.name, dataset.test.count];
  const kept = job.again ? undefined : loadClassifier(file, dataset, engine);
  if (kept) return { kind: 'ready', dataset: name, file, accuracy: kept.accuracy, testCount, trainedMs: 0, notes: [] };
  tell({ kind: 'began', dataset: name });
  const startMs = performance.now();
  const notes: string[] = [];
  const trained = await trainReferenceClassifier(dataset, engine, {
    onProgress: (share) => tell({ kind: 'progressed', share }),
    onFallback: (note) => notes.push(note),
  });
  keepClassifier(file, trained);
  const trainedMs = performance.now() - startMs;
  return { kind: 'ready', dataset: name, file, accuracy: trained.accuracy, testCount, trainedMs, notes };
}
