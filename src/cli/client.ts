import { randomUUID } from 'node:crypto';
import { CliError, EXIT, Refusal } from './cli-error.ts';
import { sign } from './sign.ts';

/** What the client needs of the world. Tests and the local installation bring their own. */
export interface ClientOptions {
  /** Base URL of the HTTP API. */
  readonly api: string;
  readonly fetch?: typeof fetch;
  /** Waits between two looks at an operation. */
  readonly sleep?: (seconds: number) => Promise<void>;
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly etag: string | undefined;
}

export interface RequestOptions {
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly idempotencyKey?: string;
}

interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly errors?: readonly { readonly pointer: string; readonly message: string }[];
  readonly nextSteps?: readonly string[];
}

/** A thin client of Plinth's HTTP API. */
export interface Client {
  readonly api: string;
  readonly sleep: (seconds: number) => Promise<void>;
  /** Sends a request; a problem becomes a `CliError` that says what the API said. */
  request<T>(method: string, path: string, options?: RequestOptions): Promise<Answer<T>>;
}

export function createClient(options: ClientOptions): Client {
  const send = options.fetch ?? fetch;
  const sleep = options.sleep ?? ((seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)));
  return {
    api: options.api,
    sleep,
    async request<T>(method: string, path: string, { body, query = {}, idempotencyKey }: RequestOptions = {}) {
      const url = new URL(`${options.api.replace(/\/$/, '')}${path}`);
      for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        accept: 'application/json',
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' ? {} : { 'idempotency-key': idempotencyKey ?? randomUUID() }),
      };
      const signed = isLoopback(url) ? headers : await sign({ method, url, headers, body: text });
      const response = await reach(
        () => send(url, { method, headers: signed, ...(text === undefined ? {} : { body: text }) }),
        url,
      );
      const parsed: unknown = await response.json().catch(() => undefined);
      if (!response.ok) throw refusal(response.status, parsed as Problem | undefined);
      return { status: response.status, body: parsed as T, etag: response.headers.get('etag') ?? undefined };
    },
  };
}

async function reach(send: () => Promise<Response>, url: URL): Promise<Response> {
  try {
    return await send();
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new CliError(`no answer from ${url.origin}: ${reason}`, EXIT.failure, [
      'npm start                            # a local installation',
      'plinth --api https://... status      # another one',
    ]);
  }
}

function refusal(status: number, problem: Problem | undefined): Refusal {
  const fields = (problem?.errors ?? []).map(({ pointer, message }) => `\n  ${pointer}: ${message}`).join('');
  const message = `${problem?.detail ?? problem?.title ?? `the API answered ${status}`}${fields}`;
  const code = problem?.code;
  const nextSteps = problem?.nextSteps ?? [];
  return new Refusal(`${message}${code === undefined ? '' : ` (${code})`}`, { status, code, nextSteps });
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
