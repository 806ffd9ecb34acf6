import type { Clock } from '../../../kernel/clock.ts';
import type { StreamHandler, StreamRequest, StreamResponse } from '../../../kernel/network.ts';
import { asksForWebSocket } from '../../../kernel/streams.ts';

interface Modelled {
  readonly status: number;
  /** The one path that it does not have. */
  readonly missing: string | undefined;
  readonly text: string;
  readonly clock: Clock;
  /** Aborted when the container ends: what it was answering breaks off. */
  readonly ended: AbortSignal;
}

/**
 * The web server of a modelled container. It answers at once; with `seconds=N` in the query after so long; with `pieces=M`
 * too, it begins at once and sends its text M times, evenly over that time. On an upgraded connection it sends back what it gets.
 */
export function modelledServer(modelled: Modelled): StreamHandler {
  const { status, text, ended, missing } = modelled;
  const body = Buffer.from(text);
  const headers = { 'content-type': 'application/json' };
  return async (request) => {
    if (asksForWebSocket(request)) return echo(request, ended);
    if (missing !== undefined && new URL(request.url).pathname === missing) return { status: 404, headers, body };
    if (!request.url.includes('?')) return { status, headers, body };
    const query = new URL(request.url).searchParams;
    const seconds = Number(query.get('seconds') ?? 0);
    const pieces = Number(query.get('pieces') ?? 0);
    const pause = pauser(modelled, request);
    if (pieces > 0) return { status, headers, body: spread(body, pieces, () => pause(seconds / pieces)) };
    if (seconds > 0) await pause(seconds);
    return { status, headers, body };
  };
}

function pauser({ clock, ended }: Modelled, { signal }: StreamRequest): (seconds: number) => Promise<void> {
  const either = signal === undefined ? ended : AbortSignal.any([ended, signal]);
  return (seconds) => clock.sleep(seconds, either).catch(() => Promise.reject(connectionReset()));
}

async function* spread(body: Uint8Array, pieces: number, pause: () => Promise<void>): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < pieces; sent++) {
    await pause();
    yield body;
  }
}

function echo({ body, signal }: StreamRequest, ended: AbortSignal): StreamResponse {
  const over = Promise.withResolvers<never>();
  over.promise.catch(() => {});
  for (const end of [ended, signal]) {
    end?.addEventListener('abort', () => over.reject(connectionReset()), { once: true });
  }
  const back = async function* () {
    if (body instanceof Uint8Array) return;
    const received = body[Symbol.asyncIterator]();
    for (;;) {
      const next = await Promise.race([received.next(), over.promise]);
      if (next.done) return;
      yield next.value;
    }
  };
  return { status: 101, headers: {}, body: back() };
}

function connectionReset(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
}
