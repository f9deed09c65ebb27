/** Whether the writer that a run folder names lives, by the socket that stands there. Says nothing to it. */
import { connect } from 'node:net';

/** Does anybody listen there? A trainer that is busy in a long step does; a dead one does not. */
export const isListening = (socketPath: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(socketPath, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
