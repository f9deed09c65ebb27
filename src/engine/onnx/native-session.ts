/**
 * ONNX Runtime's native session, called synchronously: its public interface answers only in a later turn of the event
 * loop, but a tfjs kernel must answer at once. That needs the package's inner binding, so the version is pinned exactly
 * and a test watches over the import. Loads the native addon, and only when asked to.
 */
import type { OnnxRuntime, SessionTensors } from './onnx-session';

/** The part of `onnxruntime-node/dist/binding.js` that is used here, as it takes plain objects for tensors. */
interface NativeSession {
  loadModel(buffer: ArrayBufferLike, byteOffset: number, byteLength: number, options: object): void;
  run(feeds: SessionTensors, fetches: SessionTensors, options: object): unknown;
  dispose(): void;
}

const RUN_OPTIONS = {};

/** @throws Error when this platform has no binary of ONNX Runtime */
export async function loadNativeRuntime(): Promise<OnnxRuntime> {
  // Its builds for Linux and macOS report usage to their maker unless told not to. Nothing about a user's training leaves
  // the machine, and nothing is stored to be sent.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  const { binding, initOrt } = await import('onnxruntime-node/dist/binding.js');
  const { version } = await import('onnxruntime-node/dist/version.js');
  initOrt();
  const NativeSession = binding.InferenceSession as unknown as new () => NativeSession;

  return {
    kind: 'native',
    library: 'onnxruntime-node',
    version,
    mostThreads: Infinity,
    load: (model, { threads, purpose = 'kernel' }) => {
      const session = new NativeSession();
      session.loadModel(model.buffer, model.byteOffset, model.byteLength, {
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        // Each session keeps an arena of its own, which hundreds of small ones must not.
        enableCpuMemArena: purpose === 'step',
        enableMemPattern: purpose === 'step',
        logSeverityLevel: 3,
        // A step's threads wait for one another by spinning (a tenth faster), but not between calls: there, and in kernels
        // alone, spinning would take the cores away from other sessions, and from the machine.
        extra: {
          session: {
            intra_op: { allow_spinning: threads > 1 && purpose === 'step' ? '1' : '0' },
            force_spinning_stop: '1',
          },
        },
      });
      return {
        run: (feeds, outputs) => void session.run(feeds, outputs, RUN_OPTIONS),
        dispose: () => session.dispose(),
      };
    },
  };
}
