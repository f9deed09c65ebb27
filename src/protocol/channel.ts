/**
 * The one channel that every pair of processes uses: requests with correlation ids, answers, and one-way events.
 * It knows nothing of sockets or webviews; a Port carries its envelopes. Every request is settled: by its answer, by
 * the other side's Problem, by its AbortSignal, or by "channel closed".
 */
import type { Cancellation } from '../base/cancellation';
import { type Disposable, DisposableStore } from '../base/disposable';
import { type Problem, ProblemError, toProblem } from '../base/problem';

export interface Port {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): Disposable;
  onClose(listener: () => void): Disposable;
}

interface Tagged {
  readonly kind: string;
}

/** The messages of one direction: requests by kind with the type of their answer, and one-way events. */
export interface Direction {
  readonly request: Tagged;
  readonly answers: Record<string, unknown>;
  readonly event: Tagged;
}

type RequestOf<D extends Direction, K extends D['request']['kind']> = Extract<D['request'], { readonly kind: K }>;

type Envelope =
  | { readonly type: 'request'; readonly id: number; readonly body: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly body: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly problem: unknown }
  | { readonly type: 'event'; readonly body: unknown };

/** What the owner of a channel's end does with what comes in. The parsers validate and throw a ProblemError. */
export interface Receiver<In extends Direction> {
  parseRequest(body: unknown): In['request'];
  parseEvent(body: unknown): In['event'];
  onRequest(request: In['request']): Promise<unknown>;
  onEvent(event: In['event']): void;
  /** A message that could not be read; the channel goes on. */
  onBadMessage?(problem: Problem): void;
}

interface Pending {
  settle(outcome: { value: unknown } | { error: Error }): void;
}

export class Channel<Out extends Direction, In extends Direction> implements Disposable {
  private readonly pending = new Map<number, Pending>();
  private readonly owned = new DisposableStore();
  private nextId = 1;
  private closed = false;

  constructor(
    private readonly port: Port,
    private readonly receiver: Receiver<In>,
  ) {
    this.owned.add(port.onMessage((message) => this.receive(message)));
    this.owned.add(port.onClose(() => this.dispose()));
  }

  request<K extends Out['request']['kind']>(
    body: RequestOf<Out, K>,
    signal?: Cancellation,
  ): Promise<Out['answers'][K]> {
    return new Promise((resolve, reject) => {
      if (this.closed) return reject(channelClosed());
      if (signal?.aborted) return reject(cancelled());
      const id = this.nextId++;
      const onAbort = () => this.settle(id, { error: cancelled() });
      signal?.addEventListener('abort', onAbort, { once: true });
      this.pending.set(id, {
        settle: (outcome) => {
          signal?.removeEventListener('abort', onAbort);
          if ('error' in outcome) reject(outcome.error);
          else resolve(outcome.value as Out['answers'][K]);
        },
      });
      this.post({ type: 'request', id, body });
    });
  }

  /** Whether the other side owes an answer. */
  get isWaiting(): boolean {
    return this.pending.size > 0;
  }

  send(body: Out['event']): void {
    if (!this.closed) this.post({ type: 'event', body });
  }

  dispose(): void {
    if (this.closed) return;
    this.closed = true;
    this.owned.dispose();
    for (const id of [...this.pending.keys()]) this.settle(id, { error: channelClosed() });
  }

  private post(envelope: Envelope): void {
    this.port.post(envelope);
  }

  private settle(id: number, outcome: { value: unknown } | { error: Error }): void {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    pending?.settle(outcome);
  }

  private receive(message: unknown): void {
    const envelope = asEnvelope(message);
    if (!envelope)
      return this.bad({ message: 'A message without a known type came over a channel.', blame: 'environment' });
    switch (envelope.type) {
      case 'answer':
        return this.settle(envelope.id, { value: envelope.body });
      case 'failure':
        return this.settle(envelope.id, { error: new ProblemError(toKnownProblem(envelope.problem)) });
      case 'request':
        void this.answer(envelope.id, envelope.body);
        return;
      case 'event':
        try {
          this.receiver.onEvent(this.receiver.parseEvent(envelope.body));
        } catch (error) {
          this.bad(toProblem(error, 'environment'));
        }
    }
  }

  private async answer(id: number, body: unknown): Promise<void> {
    try {
      const answer = await this.receiver.onRequest(this.receiver.parseRequest(body));
      if (!this.closed) this.post({ type: 'answer', id, body: answer });
    } catch (error) {
      if (!this.closed) this.post({ type: 'failure', id, problem: toProblem(error, 'environment') });
    }
  }

  private bad(problem: Problem): void {
    this.receiver.onBadMessage?.(problem);
  }
}

const channelClosed = () =>
  new ProblemError({ message: 'The channel closed before an answer came.', blame: 'environment' });
const cancelled = () => new ProblemError({ message: 'The request was cancelled.', blame: 'environment' });

/** A problem as the other side tells it, or that it told none. */
function toKnownProblem(told: unknown): Problem {
  if (typeof told === 'object' && told !== null && 'message' in told && typeof told.message === 'string')
    return { blame: 'environment', ...told, message: told.message };
  return { message: 'The other side failed, and did not say why.', blame: 'environment' };
}

function asEnvelope(message: unknown): Envelope | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  const { type } = message;
  if (type === 'event') return message as Envelope;
  if (!('id' in message) || typeof message.id !== 'number') return undefined;
  return type === 'request' || type === 'answer' || type === 'failure' ? (message as Envelope) : undefined;
}
