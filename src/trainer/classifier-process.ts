/**
 * Starts, from a training run that misses it, the process that trains the data set's reference classifier. Once a run, and
 * only when that has gone on for a while: a short one is over before a classifier could tell it anything.
 */
import { spawn } from 'node:child_process';
import { type DatasetSpec, holdsNumbers } from '../base/dataset-spec';
import type { ClassifierJob } from '../protocol/classifier-job';
import type { TrainerJob } from '../protocol/trainer-job';

const AFTER_STEPS = 500;

export class ClassifierStarter {
  private started = false;

  constructor(
    private readonly job: TrainerJob,
    private readonly dataset: DatasetSpec,
    private readonly baseFolder: string,
  ) {}

  /** Does nothing unless the job says that it may, and the data can be had in another process. */
  startAfter(steps: number): void {
    const { trainClassifier, datasetFolders, cacheFolder } = this.job;
    if (this.started || steps < AFTER_STEPS || !trainClassifier || holdsNumbers(this.dataset)) return;
    this.started = true;
    const job: ClassifierJob = {
      kind: 'trainClassifier',
      dataset: this.dataset,
      baseFolder: this.baseFolder,
      again: false,
      datasetFolders: [...datasetFolders],
      cacheFolder,
      // The run has its data already.
      allowDownload: false,
    };
    const child = spawn(process.execPath, [process.argv[1] ?? '', JSON.stringify(job)], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      windowsHide: true,
    });
    // It ends when this process does: its channel closes then. Until then nothing of it keeps this process.
    child.unref();
    child.channel?.unref();
    // Without a classifier no classes are recorded; the training itself has lost nothing.
    child.on('error', () => undefined);
  }
}
