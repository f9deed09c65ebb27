/** What of the process an experiment may use: its console reaches the clients, and it can't end the trainer. */
import { Console } from 'node:console';
import { Writable } from 'node:stream';

export function captureConsole(onText: (text: string) => void): void {
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      process.stderr.write(chunk);
      onText(chunk.replace(/\n$/, ''));
      done();
    },
  });
  const captured = new Console(stream, stream);
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'table', 'dir'] as const)
    globalThis.console[method] = captured[method].bind(captured);
}

/** An experiment that calls process.exit() is an experiment with an error at that line. @returns the real one */
export function refuseExit(): (code: number) => never {
  const exit = process.exit.bind(process);
  process.exit = (code?: number) => {
    throw new Error(`The experiment called process.exit(${code ?? ''}), which would end its own training.`);
  };
  return exit;
}
