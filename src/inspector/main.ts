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
import { type Journey, RunInspector } from './run-inspector';

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
/** Questions are answered one after the other. */
let turn: Promise<unknown> = ready;
/** Kinds of questions of which only the newest counts. */
type Newest =
  | 'lookAt'
  | 'encode'
  | 'runLayers'
  | 'findLargest'
  | 'showImages'
  | 'attackOne'
  | 'attackMany'
  | 'judge'
  | 'classifyGenerated'
  | 'sliceCodings'
  | 'readPlane'
  | 'judgeGenerated';
/** How often each of them was asked. */
const asked = new Map<Newest, number>();

/** In its turn. */
function answered<T>(work: () => Promise<T>): Promise<Result<T>> {
  const answer = turn.then(() => settled(work()));
  turn = answer.catch(() => undefined);
  return answer;
}

/** What is expected to go wrong is an answer, too. */
async function settled<T>(work: Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work);
  } catch (error) {
    if (error instanceof ProblemError) return failure(error.problem);
    throw error;
  }
}

/** The same for a kind of question of which only the newest counts: of an older one nothing is wanted any more. */
function newest<T>(kind: Newest, work: (journey: Journey) => Promise<T | null>): Promise<Result<T | null>> {
  const number = (asked.get(kind) ?? 0) + 1;
  asked.set(kind, number);
  const isWanted = () => asked.get(kind) === number;
  const onward = (done: number, all: number) => channel.send({ kind: 'replaying', done, all });
  return answered(async () => (isWanted() ? work({ isWanted, onward }) : null));
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
      case 'lookAt':
        return newest('lookAt', (journey) => theRun().lookAt(request.step, journey));
      case 'describeLatent':
        return answered(async () => theRun().latent.describe());
      case 'encode':
        return newest('encode', (journey) =>
          theRun().latent.encode(request, {
            reach: (step) => theRun().reach(step, journey),
            isWanted: journey.isWanted,
            onEncoding: (done, all) => channel.send({ kind: 'encoding', done, all }),
          }),
        );
      case 'project': {
        // Others are answered while a map is made: its turn is over when it has begun.
        const begun = await answered(async () => ({
          map: theRun().latent.project(request.projection, (done, all, places) =>
            channel.send({ kind: 'projected', done, all, ...(places && { places }) }),
          ),
        }));
        return begun.ok ? settled(begun.value.map) : begun;
      }
      case 'readCodings':
        return answered(async () => theRun().latent.readCodings(request.indices));
      case 'codingsAt':
        return answered(async () => theRun().latent.codingsAt(request.places));
      case 'decodeCodings':
        return answered(() => theRun().latent.decode(request.codings, (step) => theRun().reach(step)));
      case 'readSamples':
        return answered(() => theRun().latent.readSamples(request.indices, (step) => theRun().reach(step)));
      case 'describeLayers':
        return answered(async () => theRun().layers.describe());
      case 'runLayers':
        return newest('runLayers', (journey) =>
          theRun().layers.runLayers(request, (step) => theRun().reach(step, journey)),
        );
      case 'readInputs':
        return answered(async () => theRun().layers.readInputs(request.indices));
      case 'readWeights':
        return answered(() => theRun().layers.readWeights(request, (step) => theRun().reach(step)));
      case 'findLargest':
        return newest('findLargest', ({ isWanted }) =>
          theRun().layers.findLargest(request, (step) => theRun().reach(step), isWanted),
        );
      case 'paintFrom':
        return answered(() => theRun().layers.paintFrom(request, (step) => theRun().reach(step)));
      case 'describeAttacks':
        return answered(async () => theRun().attacks.describe());
      case 'showImages':
        return newest('showImages', (journey) =>
          theRun().attacks.showImages(request, (step) => theRun().reach(step, journey)),
        );
      case 'attackOne':
        return newest('attackOne', (journey) =>
          theRun().attacks.attackOne(request, (step) => theRun().reach(step, journey)),
        );
      case 'attackMany':
        return newest('attackMany', (journey) =>
          theRun().attacks.attackMany(request, {
            reach: (step) => theRun().reach(step, journey),
            isWanted: journey.isWanted,
            onAttacking: (done, all) => channel.send({ kind: 'attacking', done, all }),
          }),
        );
      case 'describeConfidence':
        return answered(async () => theRun().confidence.describe());
      case 'judge':
        return newest('judge', (journey) =>
          theRun().confidence.judge(request, (step) => theRun().reach(step, journey)),
        );
      case 'classifyGenerated':
        return newest('classifyGenerated', (journey) =>
          theRun().confidence.classifyGenerated(request, (step) => theRun().reach(step, journey)),
        );
      case 'readWall':
        return answered(() => theRun().confidence.readWall(request, (step) => theRun().reach(step)));
      case 'lookClosely':
        return answered(() => theRun().confidence.lookClosely(request, (step) => theRun().reach(step)));
      case 'sliceCodings':
        return newest('sliceCodings', (journey) =>
          theRun().confidence.sliceCodings(request, (step) => theRun().reach(step, journey)),
        );
      case 'drawOnSlice':
        return answered(() => theRun().confidence.drawOnSlice(request, (step) => theRun().reach(step)));
      case 'readPlane':
        return newest('readPlane', (journey) =>
          theRun().confidence.readPlane(request, (step) => theRun().reach(step, journey)),
        );
      case 'judgeGenerated':
        return newest('judgeGenerated', (journey) =>
          theRun().generated.judge(request, {
            reach: (step) => theRun().reach(step, journey),
            isWanted: journey.isWanted,
            onJudging: (done, all) => channel.send({ kind: 'judging', done, all }),
          }),
        );
      case 'predict':
        return answered(() => theRun().predict(request.step, request.role, request.inputs));
    }
  },
});
