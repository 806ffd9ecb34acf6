import type { Clock } from '../../../kernel/clock.ts';
import { companion } from '../../../kernel/companion.ts';
import { realToo } from '../../../kernel/deadline.ts';
import type { StreamBody } from '../../../kernel/network.ts';
import type { Target } from '../store.ts';

/** What ends an exchange before its target does. */
export type Cut = 'client closed' | 'idle' | 'deregistered';

export class ExchangeCut extends Error {
  readonly cut: Cut;

  constructor(cut: Cut) {
    super(`the load balancer closed the connection: ${cut}`);
    this.cut = cut;
  }
}

/** A request and its answer on their way through the load balancer: from the target's choice to the last byte. */
export interface Exchange {
  /** Rejects with an `ExchangeCut` when the exchange is cut. */
  readonly cut: Promise<never>;
  /** Aborted when the exchange is cut: closes the connection to the target. */
  readonly signal: AbortSignal;
  /** The same body: each chunk starts the idle timeout anew, and reading fails once the exchange is cut. */
  watch(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  end(): void;
}

/** Exchanges of a target that are under way. */
const exchangesOf = companion((_target: Target) => new Set<(cut: Cut) => void>());

/** Closes what is under way with a target whose deregistration is complete. */
export function cutExchanges(target: Target): void {
  for (const cut of [...exchangesOf(target)]) cut('deregistered');
}

interface Ends {
  readonly clock: Clock;
  readonly idleSeconds: number;
  readonly client: AbortSignal | undefined;
}

/**
 * Begins an exchange with a target. It is cut when the client closes its connection, when no byte moves for the idle timeout,
 * and when the target's deregistration delay is over.
 */
export function beginExchange(target: Target, { clock, idleSeconds, client }: Ends): Exchange {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  const connection = new AbortController();
  const idleMs = realToo(clock, idleSeconds) * 1000;
  let movedMs = clock.now();
  let cancelIdle = () => {};
  const cut = (why: Cut) => {
    reject(new ExchangeCut(why));
    end();
    connection.abort();
  };
  const closed = () => cut('client closed');
  const end = () => {
    cancelIdle();
    exchangesOf(target).delete(cut);
    client?.removeEventListener('abort', closed);
  };
  const look = () => {
    const restMs = movedMs + idleMs - clock.now();
    if (restMs <= 0) return cut('idle');
    cancelIdle = clock.after(restMs / 1000, look);
  };
  exchangesOf(target).add(cut);
  client?.addEventListener('abort', closed, { once: true });
  look();
  if (client?.aborted) closed();
  return {
    cut: promise,
    signal: connection.signal,
    watch: (body) =>
      untilCut(body, promise, () => {
        movedMs = clock.now();
      }),
    end,
  };
}

async function* untilCut(
  body: AsyncIterable<Uint8Array>,
  cut: Promise<never>,
  moved: () => void,
): AsyncGenerator<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await Promise.race([pieces.next(), cut]);
      if (next.done) return;
      moved();
      yield next.value;
    }
  } finally {
    // Not awaited: a source that waits for its next piece answers only after it.
    pieces.return?.().catch(() => {});
  }
}

/** Calls back when a body has been read to its end, has broken, or is not read any further. */
export async function* whenOver(body: AsyncIterable<Uint8Array>, then: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } finally {
    then();
  }
}

export function isWhole(body: StreamBody): body is Uint8Array {
  return body instanceof Uint8Array;
}
