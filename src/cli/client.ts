import { randomUUID } from 'node:crypto';
import { CliError, EXIT, Refusal } from './cli-error.ts';
import { answerTo, NoAnswer, persistence, TRIES_MAX } from './persist.ts';
import { sign } from './sign.ts';

/** What the client needs of the world. Tests and the local installation bring their own. */
export interface ClientOptions {
  /** Base URL of the HTTP API. */
  readonly api: string;
  readonly fetch?: typeof fetch;
  /** Waits between two looks at an operation, and between two tries of a request. */
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
  /** It is sent one time only: the API would not know a second one for the same. */
  readonly once?: boolean;
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
  /**
   * Sends a request, and again where its answer was lost or it came at a bad time: one for change carries a key, so it is the
   * same request. A problem becomes a `CliError` that says what the API said.
   */
  request<T>(method: string, path: string, options?: RequestOptions): Promise<Answer<T>>;
}

export function createClient(options: ClientOptions): Client {
  const send = options.fetch ?? fetch;
  const sleep = options.sleep ?? ((seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)));
  const persist = persistence(sleep);
  return {
    api: options.api,
    sleep,
    async request<T>(method: string, path: string, { body, query = {}, idempotencyKey, once }: RequestOptions = {}) {
      const url = new URL(`${options.api.replace(/\/$/, '')}${path}`);
      for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
      const text = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        accept: 'application/json',
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' ? {} : { 'idempotency-key': idempotencyKey ?? randomUUID() }),
      };
      const exchange = async () => {
        const signed = isLoopback(url) ? headers : await sign({ method, url, headers, body: text });
        return answerTo(send(url, { method, headers: signed, ...(text === undefined ? {} : { body: text }) }));
      };
      const answer = await persist(exchange, once ? 1 : TRIES_MAX).catch((error) => unanswered(error, url));
      const { ok, status, headers: told } = answer.response;
      const parsed = json(answer.text);
      if (!ok) throw refusal(status, parsed as Problem | undefined);
      return { status, body: parsed as T, etag: told.get('etag') ?? undefined };
    },
  };
}

function unanswered(error: unknown, { origin }: URL): never {
  if (!(error instanceof NoAnswer)) throw error;
  throw new CliError(`no answer from ${origin}: ${error.message}`, EXIT.failure, [
    'npm start                            # a local installation',
    'plinth --api https://... status      # another one',
  ]);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
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
