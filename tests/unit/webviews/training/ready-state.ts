/** A small run as a panel gets it, for tests of the panel's logic. */
import type { PanelRun, RunProgress } from '../../../../src/protocol/training-panel-messages';
import { initialState, type PanelState, reduce } from '../../../../webviews/training/state';

export function progressAt(lastStep: number, state: RunProgress['state'] = 'training'): RunProgress {
  return {
    state,
    activity: '',
    lastStep,
    epoch: lastStep / 100,
    stepsPerSecond: 400,
    stepMsMedian: 2.5,
    lookingShare: 0.02,
  };
}

export function panelRun(lastStep: number, state: RunProgress['state'] = 'training'): PanelRun {
  return {
    manifest: {
      format: 1,
      id: 'run-1',
      name: 'fashion-gan',
      createdAt: '2026-11-23T12:43:07.000Z',
      gibbonVersion: '0.1.0',
      baseFolder: '/home/ada/lecture',
      experiment: { file: '/w/fashion-gan.gibbon.ts', family: 'gan' },
      sources: [],
      bundle: { storedAs: 'bundle.cjs', sha256: '' },
      seed: 42,
      engine: { name: 'onnx', threads: 1, detail: 'onnx, eager, 1 thread', versions: {} },
      dataset: { name: 'Fashion-MNIST', description: '', trainCount: 3200, shape: [28, 28, 1], classNames: [] },
      batchSize: 32,
      stepsPerEpoch: 100,
      epochs: 100,
      totalSteps: 10_000,
      lookingBudget: 0.05,
      models: [],
      tracks: [
        {
          kind: 'curves',
          id: 'loss',
          title: 'Loss',
          subtitle: '',
          series: [{ tag: 'gLoss', label: 'G', role: 'generated' }],
        },
        { kind: 'beliefs', id: 'beliefs', title: 'Beliefs', subtitle: '', real: 'b/real', generated: 'b/generated' },
        {
          kind: 'images',
          id: 'samples',
          tag: 'samples',
          title: 'Samples',
          subtitle: '',
          caption: '',
          layout: 'samples',
          columns: 8,
          rows: 8,
          tileWidth: 28,
          tileHeight: 28,
        },
      ],
      replayable: null,
      segments: [{ eventFile: 'events.0', fromStep: 0, startedAt: '' }],
      process: null,
      end: null,
    },
    state,
    progress: progressAt(lastStep, state),
    damage: [],
  };
}

/** A panel that has read its run and knows its width. */
export function readyState(lastStep: number, state: RunProgress['state'] = 'training'): PanelState {
  const read = reduce(initialState(), { kind: 'runRead', reading: 1, run: panelRun(lastStep, state) });
  return reduce(read, { kind: 'plotResized', widthPx: 500 });
}
