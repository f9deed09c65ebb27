/**
 * The inspector's program: started by path with one argument, a folder for scratch files; talks over its fourth stream,
 * so that whatever an experiment prints can't get between the messages. Says what an experiment would be, or answers about
 * any moment of one run; it writes nothing into either.
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-cpu';
import { rmSync } from 'node:fs';
import { Socket } from 'node:net';
import os from 'node:os';
import { ProblemError } from '../base/problem';
import { failure, ok, type Result } from '../base/result';
import { NoiseGenerator } from '../noise/noise-generator';
import { captureConsole, refuseExit } from '../loading/experiment-process';
import { watchLayers } from '../loading/layer-origins';
import { installRandomness, type RandomnessSource } from '../loading/tfjs-randomness';
import { Channel } from '../protocol/channel';
import { createStreamPort } from '../protocol/framing';
import { type FromInspector, readInspectorRequest, type ToInspector } from '../protocol/inspector-messages';
import { describeExperiment } from './describe-experiment';
import { endWithClient } from './end-with-client';
import { previewData } from './preview-data';
import { RunInspector } from './run-inspector';

/** The pipe that the client made for us. */
const CHANNEL_FD = 3;

const [, , scratchFolder = ''] = process.argv;
const exit = refuseExit();
endWithClient(scratchFolder);
captureConsole(() => undefined);
// What an experiment started and left to itself, a timer or a promise, fails for nobody.
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => void process.stderr.write(`${String(error)}\n`));

// tfjs advertises its native engine unless it is told that this is production.
tf.enableProdMode();
const randomness: RandomnessSource = { current: new NoiseGenerator(0) };
installRandomness(randomness);
const surroundings = { scratchFolder, randomness, origins: watchLayers() };
const ready = tf.setBackend('cpu');
let inspector: RunInspector | undefined;
/** Questions are answered one after the other; the newest of those that look at a moment is the only one that counts. */
let turn: Promise<unknown> = ready;
let looks = 0;

/** In its turn. What is expected to go wrong is an answer, too. */
function answered<T>(work: () => Promise<T>): Promise<Result<T>> {
  const answer = turn.then(async (): Promise<Result<T>> => {
    try {
      return ok(await work());
    } catch (error) {
      if (error instanceof ProblemError) return failure(error.problem);
      throw error;
    }
  });
  turn = answer.catch(() => undefined);
  return answer;
}

function theRun(): RunInspector {
  if (inspector) return inspector;
  throw new ProblemError({ message: 'No run was opened yet.', remedy: 'Open one first.', blame: 'environment' });
}

const port = createStreamPort(new Socket({ fd: CHANNEL_FD, readable: true, writable: true }));
port.onClose(() => {
  rmSync(scratchFolder, { recursive: true, force: true });
  exit(0);
});
const channel = new Channel<FromInspector, ToInspector>(port, {
  parseRequest: readInspectorRequest,
  parseEvent: () => ({ kind: 'nothing' }),
  onEvent: () => undefined,
  onRequest: async (request) => {
    await ready;
    switch (request.kind) {
      case 'start':
        return null;
      case 'describe':
        return describeExperiment(request.experimentFile, request.source, surroundings);
      case 'previewData': {
        const { experimentFile, source, dataPlaces } = request;
        const tell = (activity: string) => channel.send({ kind: 'reading', activity });
        return answered(() => previewData(experimentFile, source, dataPlaces, surroundings, tell));
      }
      case 'openRun': {
        const { runFolder, dataPlaces } = request;
        // Whoever looks waits for it, and whoever trains at the same time must not.
        os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
        const onActivity = () => undefined;
        return answered(async () => {
          inspector?.dispose();
          inspector = await RunInspector.open(runFolder, { scratchFolder, dataPlaces, onActivity });
          return inspector.describe();
        });
      }
      case 'inspectStep':
        return answered(() => theRun().inspectStep(request.step, request.probes));
      case 'lookAt': {
        const number = ++looks;
        const isWanted = () => number === looks;
        const onward = (done: number, all: number) => channel.send({ kind: 'replaying', done, all });
        return answered(async () => (isWanted() ? theRun().lookAt(request.step, { isWanted, onward }) : null));
      }
      case 'predict':
        return answered(() => theRun().predict(request.step, request.role, request.inputs));
    }
  },
});
