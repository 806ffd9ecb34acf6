import type { NetworkHandler, StreamBody, StreamHandler, StreamRequest } from './network.ts';

/** Serves streams with a handler of whole requests. */
export function asStreamHandler(handler: NetworkHandler): StreamHandler {
  return async (request) => handler({ ...request, body: await wholeBody(request.body) });
}

/** Serves whole requests with a handler of streams. Rejects when the answer breaks. */
export function asWholeHandler(handler: StreamHandler): NetworkHandler {
  return async (request) => {
    const answer = await handler(request);
    return { ...answer, body: await wholeBody(answer.body) };
  };
}

async function wholeBody(body: StreamBody): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

/** Whether a client asks to change the connection into one of WebSocket. */
export function asksForWebSocket({ headers }: Pick<StreamRequest, 'headers'>): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket' && /\bupgrade\b/i.test(headers.connection ?? '');
}
