/** Who is measured in the bench of steps, by turns: Gibbon and, where they are installed, its peers, at each count of threads. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PEERS, peersPython } from '../../scripts/lib/bench-peers.mjs';
import { OUT } from '../../scripts/lib/places.mjs';
import { loadDataset } from '../../src/data/load-dataset';
import { StepProcess } from './step-process';
import { BATCH, benchData, type StepRequest } from './step-request';

export type PeerName = 'pytorch' | 'jax';

/** One of them, at one count of threads: what makes it a column of measurements. */
export interface Contender {
  readonly who: 'gibbon' | PeerName;
  readonly threads: number;
  readonly process: StepProcess;
}

export interface Contenders {
  readonly all: readonly Contender[];
  readonly hasPeers: boolean;
  readonly versions: Readonly<Record<string, string>>;
  end(): void;
}

const THREADS = [1, 2];
/** Before it is known how long they take. */
const FIRST_STEPS = 16;
const SERVER = path.join(OUT, 'e2e', 'step-server.cjs');
const PEER_PROGRAMS = { pytorch: 'torch_peer.py', jax: 'jax_peer.py' } as const;

/** Starts one process for each. */
export async function startContenders({ withPeers = true } = {}): Promise<Contenders> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gibbon-bench-'));
  const all: Contender[] = [];
  const end = () => {
    for (const { process } of all) process.end();
    rmSync(folder, { recursive: true, force: true });
  };
  const python = withPeers ? peersPython() : undefined;
  try {
    if (python) await writeData(folder);
    for (const threads of THREADS) {
      all.push({ who: 'gibbon', threads, process: await StepProcess.start(process.execPath, [SERVER, `${threads}`]) });
      if (!python) continue;
      for (const who of ['pytorch', 'jax'] as const) {
        const args = [path.join(PEERS, PEER_PROGRAMS[who]), folder, `${threads}`];
        all.push({ who, threads, process: await StepProcess.start(python, args) });
      }
    }
  } catch (error) {
    end();
    throw error;
  }
  const versions: Record<string, string> = {};
  for (const { process } of all) Object.assign(versions, process.versions);
  return { all, hasPeers: python !== undefined, versions, end };
}

/** The images of the bench as peers read them (peers/serve.py). */
async function writeData(folder: string): Promise<void> {
  const places = { baseFolder: '.', searchFolders: [], cacheFolder: '.', allowDownload: false };
  const loaded = await loadDataset(benchData, places);
  if (!loaded.ok) throw new Error(loaded.problem.message);
  const { train } = loaded.value;
  const all = Array.from({ length: train.count }, (_, i) => i);
  writeFileSync(path.join(folder, 'images.f32'), train.gather(all));
  writeFileSync(path.join(folder, 'labels.i32'), train.labels(all));
}

/** A contender doing one model in one way, with as many steps a measurement as take about `roundMs`. */
export class Runner {
  readonly measured: number[] = [];
  private steps = FIRST_STEPS;

  private constructor(
    readonly contender: Contender,
    private readonly request: Omit<StepRequest, 'steps'>,
  ) {}

  /**
   * Has everything made and compiled that takes time only once.
   * @returns undefined where the contender doesn't have the model
   */
  static async prepare(
    contender: Contender,
    request: Pick<StepRequest, 'model' | 'stepsPerCall' | 'probed'>,
    roundMs: number,
  ): Promise<Runner | undefined> {
    const runner = new Runner(contender, { ...request, threads: contender.threads, batch: BATCH });
    // Gibbon proves with two steps that they are alike, and compiles again for several steps a call.
    if ((await runner.time()) === null) return undefined;
    // Twice, because by the first time not everything is as fast as it will be.
    for (let i = 0; i < 2; i++) {
      const stepMs = (await runner.time()) ?? roundMs;
      runner.steps = Math.max(1, Math.round(roundMs / (stepMs * runner.stepsPerCall))) * runner.stepsPerCall;
    }
    return runner;
  }

  get stepsPerCall(): number {
    return this.request.stepsPerCall ?? 1;
  }

  async measure(): Promise<void> {
    const stepMs = await this.time();
    if (typeof stepMs === 'number') this.measured.push(stepMs);
  }

  private async time(): Promise<number | null | undefined> {
    return (await this.contender.process.ask({ ...this.request, steps: this.steps })).stepMs;
  }
}

/**
 * One measurement of each, round by round. Each round begins with another one, so that nobody always runs after the same
 * neighbour.
 */
export async function alternate(measurements: readonly (() => Promise<unknown>)[], rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < measurements.length; i++) await measurements[(i + round) % measurements.length]?.();
  }
}
