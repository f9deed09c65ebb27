/** A manifest with everything that must stand in it, for processes that are no test as well. */
import type { RunManifest } from '../../../src/protocol/manifest';

export const STARTED_MS = Date.UTC(2026, 10, 23, 11, 43, 7);

export function aPlainManifest(changes: Partial<RunManifest> = {}): RunManifest {
  return {
    format: 1,
    id: '2026-11-23T12-43-07-fashion-gan',
    name: 'fashion-gan',
    createdAt: new Date(STARTED_MS).toISOString(),
    gibbonVersion: '0.1.0',
    experiment: { file: '/home/ada/fashion.gibbon.ts', family: 'gan' },
    sources: [],
    bundle: { storedAs: 'sources/bundle.mjs', sha256: '' },
    seed: 7,
    engine: { name: 'onnx', threads: 1, detail: '', versions: {} },
    dataset: { name: 'Fashion-MNIST', description: '', trainCount: 60000, shape: [28, 28, 1], classNames: [] },
    batchSize: 64,
    stepsPerEpoch: 937,
    epochs: 1,
    totalSteps: 937,
    lookingBudget: 0.05,
    models: [],
    tracks: [],
    replayable: true,
    segments: [],
    baseFolder: '/home/ada',
    process: { pid: 1, socket: '/nowhere' },
    end: null,
    ...changes,
  };
}
