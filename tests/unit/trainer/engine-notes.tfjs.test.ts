/** Which engine a run was computed by is part of what it is: another one is written down, and never taken for the same. */
import { expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/engine';
import { runEagerly } from '../../../src/engine/eager-step';
import { engineChange, engineRecord, engineRemarks } from '../../../src/trainer/engine-notes';

const anEngine = (versions: Engine['versions'], remark?: string): Engine => ({
  name: 'onnx',
  threads: 1,
  detail: 'onnx, compiled, 1 thread',
  ...(remark !== undefined && { remark }),
  versions: { ...versions, '@tensorflow/tfjs-core': '4.22.0' },
  prepare: runEagerly,
  dispose: () => undefined,
});
const native = anEngine({ 'onnxruntime-node': '1.30.0' });
const wasm = anEngine({ 'onnxruntime-web': '1.30.0' }, 'No binary.');

test('the same libraries are no change, whatever Node.js runs them', () => {
  const before = { ...engineRecord(native), versions: { ...engineRecord(native).versions, node: 'v18.0.0' } };
  expect(engineChange(native, before, 7)).toBeUndefined();
});

test.each([
  ['another library', native, wasm, 'onnxruntime-node 1.30.0', 'onnxruntime-web 1.30.0'],
  ['back again', wasm, native, 'onnxruntime-web 1.30.0', 'onnxruntime-node 1.30.0'],
  [
    'another version',
    native,
    anEngine({ 'onnxruntime-node': '1.31.0' }),
    'onnxruntime-node 1.30.0',
    'onnxruntime-node 1.31.0',
  ],
])('%s is a note with both names, from the step on that the run is at', (_name, before, now, gone, come) => {
  expect(engineChange(now, engineRecord(before), 7)).toEqual({
    step: 7,
    message: `Up to here, ${gone} computed this run; from here on, ${come} does. The last bits of their results differ, so that steps from before can be replayed, but not to the bit.`,
  });
});

test('why an engine is not as fast as it could be is a note', () => {
  expect(engineRemarks(wasm, 3)).toEqual([{ step: 3, message: 'No binary.' }]);
  expect(engineRemarks(native, 3)).toEqual([]);
});
