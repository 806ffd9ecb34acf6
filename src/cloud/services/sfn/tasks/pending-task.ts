import type { Clock } from '../../../kernel/clock.ts';
import { deadline } from '../../../kernel/deadline.ts';
import type { Json } from '../asl/definition.ts';
import { ERROR, StatesError } from '../asl/states-error.ts';

export interface TaskLimits {
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

/** What the task waits for: the response of a computing function or service, or a later report by token or event. */
export type Awaited = 'response' | 'report';

/** A running task. The first of these ends it: a result, a failure, a timeout, a missed heartbeat, an abort. */
export class PendingTask {
  readonly outcome: Promise<Json>;
  #resolve!: (output: Json) => void;
  #reject!: (reason: unknown) => void;
  #isOver = false;
  #cancelTimeout = () => {};
  #cancelHeartbeat = () => {};
  readonly #clock: Clock;
  readonly #limits: TaskLimits;
  readonly #awaited: Awaited;
  readonly #signal: AbortSignal;
  readonly #abort = () => this.#end(() => this.#reject(this.#signal.reason));

  constructor(clock: Clock, waiting: TaskLimits & { readonly awaited: Awaited }, signal: AbortSignal) {
    this.#clock = clock;
    this.#limits = waiting;
    this.#awaited = waiting.awaited;
    this.#signal = signal;
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // The failure may precede the first await of the outcome.
    this.outcome.catch(() => {});
    signal.addEventListener('abort', this.#abort, { once: true });
    this.start();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Restarts the timers. An activity's timers start when a worker takes the task. */
  start(): void {
    const { timeoutSeconds } = this.#limits;
    this.#cancelTimeout();
    if (timeoutSeconds !== undefined) this.#cancelTimeout = this.#startTimeout(timeoutSeconds);
    this.heartbeat();
  }

  /** Computing takes real seconds, also where the clock is scaled. Answers a function that cancels the timeout. */
  #startTimeout(seconds: number): () => void {
    const timeOut = () => this.fail(new StatesError(ERROR.timeout, ''));
    if (this.#awaited === 'report') return this.#clock.after(seconds, timeOut);
    const limit = deadline(this.#clock, seconds);
    limit.expired.then(timeOut);
    return limit.cancel;
  }

  heartbeat(): void {
    const { heartbeatSeconds } = this.#limits;
    this.#cancelHeartbeat();
    if (heartbeatSeconds === undefined || this.#isOver) return;
    this.#cancelHeartbeat = this.#clock.after(heartbeatSeconds, () =>
      this.fail(new StatesError(ERROR.timeout, '', ERROR.heartbeatTimeout)),
    );
  }

  succeed(output: Json): void {
    this.#end(() => this.#resolve(output));
  }

  /** Fails the task. An error that is not one of the language is a bug of the embedded cloud. */
  fail(reason: unknown): void {
    this.#end(() => this.#reject(reason));
  }

  #end(settle: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelTimeout();
    this.#cancelHeartbeat();
    this.#signal.removeEventListener('abort', this.#abort);
    settle();
  }
}
