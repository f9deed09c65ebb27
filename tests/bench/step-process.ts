/** A process that the bench of steps asks, Gibbon's or a peer's, through its stdin and stdout. It ends when its stdin does. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { StepAnswer, StepRequest } from './step-request';

export class StepProcess {
  private readonly lines: AsyncIterator<string>;
  private constructor(private readonly child: ChildProcessByStdio<Writable, Readable, null>) {
    this.lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  }

  /** Of the libraries that it uses. */
  versions: Readonly<Record<string, string>> = {};

  /** @throws Error when it doesn't start */
  static async start(command: string, args: readonly string[]): Promise<StepProcess> {
    const child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      // Python would leave compiled files in the repository.
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    child.on('error', (error) => console.error(`${command} does not start: ${error.message}`));
    child.stdin.on('error', () => undefined); // Its end shows where its answer is awaited.
    const started = new StepProcess(child);
    const { versions } = await started.read();
    started.versions = versions ?? {};
    return started;
  }

  /** @throws Error when it failed or ended */
  async ask(request: StepRequest): Promise<StepAnswer> {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    return this.read();
  }

  end(): void {
    this.child.stdin.end();
    this.child.kill();
  }

  private async read(): Promise<StepAnswer> {
    const line = await this.lines.next();
    if (line.done) throw new Error(`${this.child.spawnargs.join(' ')} ended without an answer.`);
    const answer = JSON.parse(line.value) as StepAnswer;
    if (answer.error) throw new Error(`${this.child.spawnargs.join(' ')} failed: ${answer.error}`);
    return answer;
  }
}
