import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { documentClient } from '../../src/aws/state-store/document-client.ts';
import { dynamoDbStateStore } from '../../src/aws/state-store/dynamodb-state-store.ts';
import type { LocalPlinth } from '../../src/cli/local/boot.ts';
import type { OperationView } from '../../src/cli/operation-view.ts';
import type { StateStore } from '../../src/core/ports/index.ts';

/** Plinth as it is packaged, in an embedded cloud on virtual time, and the ways in that a test has. */
export interface Stage {
  readonly plinth: LocalPlinth;
  /** Settings of the SDK clients: `new ECRClient(stage.aws)`. */
  readonly aws: LocalPlinth['aws'];
  /** Makes what AWS does go wrong (`src/cloud/OPERATIONS.md` lists how). Injected in one test, removed in the same. */
  readonly faults: LocalPlinth['cloud']['faults'];
  /** The installation's own state, read over the wire. */
  readonly state: StateStore;
  /** Lets virtual time pass until the work is done. Nothing outside of it moves. */
  drive<T>(work: () => Promise<T>): Promise<T>;
  /** Modelled seconds since the stage was opened. */
  seconds(): number;
  sleep(seconds: number): Promise<void>;
  send(method: string, path: string, request?: SentRequest): Promise<Answer>;
  /** Sends a request that has to be accepted, and answers the operation as it is then. */
  accept(method: string, path: string, body?: unknown): Promise<OperationView>;
  operation(id: string): Promise<OperationView>;
  /** The operation when it has ended. */
  ended(id: string): Promise<OperationView>;
  /** Accepts, and waits until the operation has ended or waits for a person. */
  run(method: string, path: string, body?: unknown): Promise<OperationView>;
  /** The same for what has to succeed. */
  succeed(method: string, path: string, body?: unknown): Promise<OperationView>;
  stop(): Promise<void>;
}

export interface SentRequest {
  /** A text is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it expects, and fails where it is not there.
  readonly body: any;
}

/** Every look is a request to the embedded DynamoDB: a tenth of what was waited already, from 2 to 15 seconds. */
const nextLook = (waitedSeconds: number) => Math.min(15, Math.max(2, waitedSeconds / 10));
const operationSecondsMax = 2 * 3600;

/** The ways into a Plinth that runs in an embedded cloud. */
export function stageIn(plinth: LocalPlinth): Stage {
  const { clock } = plinth.cloud;
  const startedMs = clock.now();
  const state = stateOf(plinth);
  const send: Stage['send'] = (method, path, request) => sendTo(plinth, method, { path, ...request });
  const operation = async (id: string) => (await send('GET', `/operations/${id}`)).body as OperationView;
  const accept: Stage['accept'] = async (method, path, body) => {
    const answer = await send(method, path, { body });
    if (answer.status !== 202) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as OperationView;
  };
  const past = async (statuses: readonly string[], id: string) => {
    let waited = 0;
    while (waited < operationSecondsMax) {
      const found = await state.readOperation(id);
      if (found && !statuses.includes(found.status)) return operation(id);
      const seconds = nextLook(waited);
      await clock.sleep(seconds);
      waited += seconds;
    }
    throw new Error(`operation ${id} does not end`);
  };
  const run: Stage['run'] = async (method, path, body) => {
    return past(['accepted', 'running'], (await accept(method, path, body)).id);
  };
  return {
    plinth,
    aws: plinth.aws,
    faults: plinth.cloud.faults,
    state,
    drive: (work) => clock.drive(work()),
    seconds: () => (clock.now() - startedMs) / 1000,
    sleep: (seconds) => clock.sleep(seconds),
    send,
    accept,
    operation,
    ended: (id) => past(['accepted', 'running', 'waiting'], id),
    run,
    async succeed(method, path, body) {
      const seen = await run(method, path, body);
      if (seen.status !== 'succeeded') throw new Error(`${method} ${path}: ${JSON.stringify(seen.error, null, 1)}`);
      return seen;
    },
    stop: () => plinth.cloud.stop(),
  };
}

async function sendTo(
  { api, transport }: LocalPlinth,
  method: string,
  { path, body, headers = {} }: SentRequest & { readonly path: string },
): Promise<Answer> {
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const response = await transport.fetch(`${api}${path}`, {
    method,
    headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(text === undefined ? {} : { body: text }),
  });
  return { status: response.status, headers: response.headers, body: await response.json().catch(() => undefined) };
}

function stateOf({ aws, cloud }: LocalPlinth): StateStore {
  const client = documentClient(new DynamoDBClient(aws));
  const sleep = (milliseconds: number) => cloud.clock.sleep(milliseconds / 1000);
  const now = () => new Date(cloud.clock.now());
  return dynamoDbStateStore({ client, name: 'plinth', sleep, random: () => 0.5, now });
}
