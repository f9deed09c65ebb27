/** What the user's code prints goes to the clients as well as to the log. */
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
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'table', 'dir'] as const) console[method] = captured[method].bind(captured);
}
