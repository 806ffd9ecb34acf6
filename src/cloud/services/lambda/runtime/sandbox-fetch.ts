import type { SandboxNetwork } from './sandbox-network.ts';

const REDIRECTS_MAX = 20;
const BODYLESS_STATUSES = [101, 103, 204, 205, 304];

/** `fetch` over the cloud's network. */
export function sandboxFetch(network: SandboxNetwork): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const body = new Uint8Array(await request.arrayBuffer());
    return untilAborted(request.signal, follow(network, request, body));
  };
}

async function follow(network: SandboxNetwork, request: Request, body: Uint8Array): Promise<Response> {
  let { url, method } = request;
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
    const headers = Object.fromEntries(request.headers);
    const sent = method === 'GET' || method === 'HEAD' ? new Uint8Array() : body;
    const answer = await network({ method, url, headers, body: sent }).catch((cause: unknown) => {
      throw new TypeError('fetch failed', { cause });
    });
    const location = answer.headers.location;
    const isRedirect = answer.status >= 301 && answer.status <= 308 && location !== undefined;
    if (!isRedirect || request.redirect === 'manual') return responseOf(answer, { url, redirected: redirects > 0 });
    if (request.redirect === 'error') throw new TypeError('fetch failed', { cause: new Error('unexpected redirect') });
    url = new URL(location, url).href;
    if (answer.status === 303 || (answer.status <= 302 && method === 'POST')) method = 'GET';
  }
  throw new TypeError('fetch failed', { cause: new Error('redirect count exceeded') });
}

function responseOf(
  { status, headers, body }: Awaited<ReturnType<SandboxNetwork>>,
  seen: { readonly url: string; readonly redirected: boolean },
): Response {
  const response = new Response(BODYLESS_STATUSES.includes(status) ? null : Buffer.from(body), { status, headers });
  Object.defineProperty(response, 'url', { value: seen.url });
  Object.defineProperty(response, 'redirected', { value: seen.redirected });
  return response;
}

function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
