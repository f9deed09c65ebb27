/** What every trainer that the CLI starts is told: where data may be, and that it ends soon after its terminal is gone. */
import os from 'node:os';
import path from 'node:path';
import { DEFAULT_QUOTA_BYTES, type TrainerJob } from '../protocol/trainer-job';
import { usageError } from './command-line';

/**
 * GIBBON_DATASETS: folders with data sets, separated as in PATH. GIBBON_RUN_QUOTA: gigabytes a run may take.
 * GIBBON_CLASSIFIER: 0 if no reference classifier is to be trained beside a run that misses it.
 */
export function jobSettings(environment: NodeJS.ProcessEnv): Omit<TrainerJob, 'socket' | 'task'> {
  const cacheHome = environment.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return {
    leaseMinutes: 0,
    quotaBytes: quotaBytes(environment.GIBBON_RUN_QUOTA),
    datasetFolders: (environment.GIBBON_DATASETS ?? '').split(path.delimiter).filter(Boolean),
    cacheFolder: path.join(cacheHome, 'gibbon'),
    allowDownload: environment.GIBBON_OFFLINE !== '1',
    trainClassifier: environment.GIBBON_CLASSIFIER !== '0',
  };
}

function quotaBytes(gigabytes: string | undefined): number {
  if (!gigabytes) return DEFAULT_QUOTA_BYTES;
  const quota = Number(gigabytes) * 1e9;
  if (!(quota > 0)) throw usageError(`GIBBON_RUN_QUOTA expected gigabytes, more than 0, and got ${gigabytes}.`);
  return quota;
}
