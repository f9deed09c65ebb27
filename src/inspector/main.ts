/**
 * The inspector's program: started by path with one argument, a folder for scratch files; talks over its fourth stream,
 * so that whatever an experiment prints can't get between the messages. It trains nothing and opens no run.
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-cpu';
import { rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { NoiseGenerator } from '../base/noise-generator';
import { captureConsole, refuseExit } from '../loading/experiment-process';
import { watchLayers } from '../loading/layer-origins';
import { installRandomness, type RandomnessSource } from '../loading/tfjs-randomness';
import { Channel } from '../protocol/channel';
import { createStreamPort } from '../protocol/framing';
import { type FromInspector, readInspectorRequest, type ToInspector } from '../protocol/inspector-messages';
import { describeExperiment } from './describe-experiment';
import { endWithClient } from './end-with-client';

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

const port = createStreamPort(new Socket({ fd: CHANNEL_FD, readable: true, writable: true }));
port.onClose(() => {
  rmSync(scratchFolder, { recursive: true, force: true });
  exit(0);
});
new Channel<FromInspector, ToInspector>(port, {
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
    }
  },
});
