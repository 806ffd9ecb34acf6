import { randomUUID } from 'node:crypto';
import { CliError, EXIT, Refusal } from './cli-error.ts';
import { answerTo, NoAnswer, persistence } from './persist.ts';
import { sign } from './sign.ts';

/** What the client depends on. Tests and the local installation replace it. */
export interface ClientOptions {
  /** Base URL of the HTTP API. */
  readonly api: string;
  readonly fetch?: typeof fetch;
  /** Waits between two reads of an operation, and between two attempts of a request. */
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
  /**
   * Sends a request, and repeats it after a lost answer, a 429 or a 5xx. Requests that change something have an idempotency key,
   * so that a repetition is the same request. Throws a `Refusal` with the API's problem.
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
    async request<T>(method: string, path: string, { body, query = {}, idempotencyKey }: RequestOptions = {}) {
      const url = new URL(`${rootOf(options.api)}${path}`);
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
      const answer = await persist(exchange).catch((error) => unanswered(error, url));
      const { ok, status, headers: received } = answer.response;
      const parsed = json(answer.text);
      if (!ok) throw refusal(status, parsed as Problem | undefined);
      return { status, body: parsed as T, etag: received.get('etag') ?? undefined };
    },
  };
}

/** The API's root, with or without which an address may be given. */
function rootOf(api: string): string {
  return `${api.replace(/\/$/, '').replace(/\/v1$/, '')}/v1`;
}

function unanswered(error: unknown, { origin }: URL): never {
  if (!(error instanceof NoAnswer)) throw error;
  throw new CliError(`no answer from ${origin}: ${error.message}`, EXIT.failure, [
    'npm start                            # a local installation',
    'plinth --api https://... status      # another installation',
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
