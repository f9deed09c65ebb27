/** What every trainer that the CLI starts is told: where data may be, and that it ends soon after its terminal is gone. */
import os from 'node:os';
import path from 'node:path';
import type { TrainerJob } from '../protocol/trainer-job';

/** GIBBON_DATASETS: folders with data sets, separated as in PATH. */
export function jobSettings(environment: NodeJS.ProcessEnv): Omit<TrainerJob, 'socket' | 'task'> {
  const cacheHome = environment.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return {
    leaseMinutes: 0,
    datasetFolders: (environment.GIBBON_DATASETS ?? '').split(path.delimiter).filter(Boolean),
    cacheFolder: path.join(cacheHome, 'gibbon'),
    allowDownload: environment.GIBBON_OFFLINE !== '1',
  };
}
