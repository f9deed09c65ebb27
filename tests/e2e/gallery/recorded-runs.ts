/**
 * The workspace that the gallery shows: the examples, an experiment with a mistake, and real runs of them that ended in
 * every way a run can end. Trained by the command line before any window opens, and once for all windows.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ChildGroups } from '../../../scripts/lib/child-groups.mjs';
import { DIST } from '../../../scripts/lib/places.mjs';
import type { Progress } from '../../../scripts/lib/progress.mjs';
import { endTrainers } from '../../../scripts/lib/trainers.mjs';
import { readManifest } from '../../../src/store/manifest-file';
import { until } from '../workbench/training-runs';

export const GAN = 'fashion-gan';
export const AUTOENCODER = 'fashion-autoencoder';
export const CONV_AUTOENCODER = 'fashion-conv-autoencoder';
/** Its generator makes 756 numbers of 28 × 28 pixels. */
export const MISTAKEN = 'mistaken-gan';
/** Its step throws after a while. */
export const FAILING = 'failing';

/** Enough to see clothes come up, and few enough to wait for. */
const LENGTHS = [
  [AUTOENCODER, '--epochs', '2'],
  [CONV_AUTOENCODER, '--epochs', '1'],
  [GAN, '--steps', '2600'],
] as const;
const CRASH_AFTER_MS = 2500;

const FAILING_EXPERIMENT = `import { tf, experiment, datasets } from 'gibbon';

const model = tf.sequential({
  layers: [
    tf.layers.flatten({ inputShape: [28, 28, 1] }),
    tf.layers.dense({ units: 64, activation: 'relu' }),
    tf.layers.dense({ units: 1 }),
  ],
});

export default experiment({
  models: { model },
  optimizers: { model: () => tf.train.sgd(0.001) },
  dataset: datasets.glyphs({ count: 1000 }),
  batchSize: 10,
  epochs: 10,
  step({ step, batch, update }) {
    if (step === 400) throw new TypeError('labels is not iterable');
    return { loss: update('model', () => (model.apply(batch.images) as tf.Tensor).square().mean()) };
  },
});
`;

export class RecordedRuns {
  private readonly folder: string;
  private readonly away: string;
  private readonly beganAt = new Date().toISOString();

  /** @param workspace a copy of examples/ */
  constructor(readonly workspace: string) {
    this.folder = path.join(workspace, '.gibbon', 'runs');
    this.away = path.join(workspace, '.gibbon', 'runs-away');
  }

  /** Those that take a while are trained at the same time: each needs one core. */
  async record(children: ChildGroups, progress: Progress): Promise<void> {
    // A copy is no neighbour of src/: the types of `gibbon` come from the extension, as they do for its users.
    rmSync(path.join(this.workspace, 'tsconfig.json'), { force: true });
    const gan = readFileSync(this.experiment(GAN), 'utf8');
    writeFileSync(this.experiment(MISTAKEN), gan.replace('units: 28 * 28', 'units: 27 * 28'));
    writeFileSync(this.experiment(FAILING), FAILING_EXPERIMENT);
    const train = (name: string, ...more: string[]) =>
      children.start(
        process.execPath,
        [path.join(DIST, 'cli.cjs'), 'train', this.experiment(name), '--runs', this.folder, ...more],
        { cwd: this.workspace, output: 'pipe' },
      );
    await progress.during('recording a GAN, two autoencoders, and runs that fail and crash', async () => {
      await train(FAILING).ended; // Its exit status tells of the failure that was asked for.
      await this.crash(train(GAN, '--seed', '7'));
      const recorded = LENGTHS.map(async ([name, ...length]) => {
        const { code, reason } = await train(name, ...length).ended;
        if (code !== 0) throw new Error(`${name} could not be recorded (${reason}).`);
      });
      await Promise.all(recorded);
    });
  }

  experiment(name: string): string {
    return path.join(this.workspace, `${name}.gibbon.ts`);
  }

  /** Ids of the runs, the oldest first. */
  ids(): string[] {
    return readdirSync(this.folder).sort();
  }

  /** Ends and removes what a surface has trained. */
  async removeAllBut(ids: readonly string[]): Promise<void> {
    await endTrainers(this.folder, this.beganAt);
    for (const id of this.ids().filter((each) => !ids.includes(each)))
      rmSync(path.join(this.folder, id), { recursive: true, force: true, maxRetries: 5 });
  }

  /** Leaves the workspace as one in which nothing was trained yet. */
  putAway(): void {
    mkdirSync(this.away, { recursive: true });
    for (const id of this.ids()) renameSync(path.join(this.folder, id), path.join(this.away, id));
  }

  bringBack(): void {
    for (const id of readdirSync(this.away)) renameSync(path.join(this.away, id), path.join(this.folder, id));
  }

  /** A trainer that is killed marks nothing: the run is one that crashed. */
  private async crash(training: ReturnType<ChildGroups['start']>): Promise<void> {
    const pid = await until('a trainer', () => {
      const id = this.ids().find((each) => each.endsWith(GAN));
      const manifest = id && readManifest(path.join(this.folder, id));
      return manifest && manifest.ok ? manifest.value.process?.pid : undefined;
    });
    await new Promise((resolve) => setTimeout(resolve, CRASH_AFTER_MS));
    process.kill(pid, 'SIGKILL');
    await training.ended;
  }
}
