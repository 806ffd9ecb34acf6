import type { StreamResponse } from '../../src/cloud/index.ts';
import type { Stage } from './harness.ts';
import { propagationSeconds } from './users.ts';

/** What is sent to an application at once and all the time, until it is ended. */
export interface TrafficOptions {
  /** Short requests. Default 100. */
  readonly perSecond?: number;
  /** Clients that send one request after another that takes `longSeconds` each. Default 2. */
  readonly longRequests?: number;
  /** Clients that hold one WebSocket connection after another for `longSeconds` each. Default 2. */
  readonly sockets?: number;
  /** Default 10: what the application drains for. AWS closes what takes longer than the deregistration delay. */
  readonly longSeconds?: number;
}

type Kind = 'short' | 'long' | 'socket';

/** A request or a connection that its client did not get what it asked for by. */
export interface Lost {
  readonly kind: Kind;
  readonly atSeconds: number;
  /** `status 503`, or how the connection ended. */
  readonly why: string;
}

export interface TrafficReport {
  /** How many were answered, or closed by their client, as they should. */
  readonly served: Readonly<Record<Kind, number>>;
  /** How many of the short requests each version answered. */
  readonly versions: Readonly<Record<string, number>>;
  readonly lost: readonly Lost[];
}

export interface Traffic {
  /** Ends it, lets what is under way finish, and answers what came of it. */
  end(): Promise<TrafficReport>;
}

/** Short requests leave together this often: each departure wakes the virtual clock. */
const DEPARTURE_SECONDS = 0.1;
const SAY_SECONDS = 2;
const NOTHING = new Uint8Array();

/**
 * Traffic to an application through its load balancer, on virtual time: one client each does as real ones do. They come once the load
 * balancer has taken what was changed before, so that whatever is lost is lost by what follows.
 */
export async function traffic(stage: Stage, application: string, options: TrafficOptions = {}): Promise<Traffic> {
  const { perSecond = 100, longRequests = 2, sockets = 2, longSeconds = 10 } = options;
  const { url } = (await stage.send('GET', `/${application}`)).body as { url: string };
  await stage.sleep(propagationSeconds);
  const client: Client = { stage, url, longSeconds, isOver: () => over, ...counter(stage) };
  let over = false;
  const all = [
    depart(client, Math.max(1, Math.round(perSecond * DEPARTURE_SECONDS))),
    ...Array.from({ length: longRequests }, () => repeat(client, 'long', longRequest)),
    ...Array.from({ length: sockets }, () => repeat(client, 'socket', socket)),
  ];
  return {
    async end() {
      over = true;
      await Promise.all(all);
      return client.report;
    },
  };
}

interface Client {
  readonly stage: Stage;
  readonly url: string;
  readonly longSeconds: number;
  readonly isOver: () => boolean;
  readonly report: TrafficReport;
  /** Counts how one ended: `undefined` as it should. */
  count(kind: Kind, why: string | undefined): void;
  answeredBy(version: string): void;
}

function counter(stage: Stage): Pick<Client, 'report' | 'count' | 'answeredBy'> {
  const served = { short: 0, long: 0, socket: 0 };
  const versions: Record<string, number> = {};
  const lost: Lost[] = [];
  return {
    report: { served, versions, lost },
    count(kind, why) {
      if (why === undefined) served[kind]++;
      else lost.push({ kind, atSeconds: stage.seconds(), why });
    },
    answeredBy(version) {
      versions[version] = (versions[version] ?? 0) + 1;
    },
  };
}

async function depart(client: Client, atOnce: number): Promise<void> {
  const underWay = new Set<Promise<void>>();
  while (!client.isOver()) {
    for (let started = 0; started < atOnce; started++) {
      const one = short(client).then((why) => {
        client.count('short', why);
        underWay.delete(one);
      });
      underWay.add(one);
    }
    await client.stage.sleep(DEPARTURE_SECONDS);
  }
  await Promise.all(underWay);
}

async function repeat(
  client: Client,
  kind: Kind,
  once: (client: Client) => Promise<string | undefined>,
): Promise<void> {
  while (!client.isOver()) {
    const why = await once(client);
    client.count(kind, why);
    // A client that was refused does not come back in the same moment.
    if (why !== undefined) await client.stage.sleep(1);
  }
}

async function short(client: Client): Promise<string | undefined> {
  const { answer, why } = await ask(client, client.url);
  if (answer === undefined) return why;
  client.answeredBy((JSON.parse(await textOf(answer)) as { version: string }).version);
  return undefined;
}

/** Answered in pieces over the whole time. */
async function longRequest(client: Client): Promise<string | undefined> {
  const { longSeconds } = client;
  const { answer, why } = await ask(client, `${client.url}?seconds=${longSeconds}&pieces=${longSeconds}`);
  if (answer === undefined) return why;
  return textOf(answer).then(
    () => undefined,
    (error: Error) => `broken off: ${error.message}`,
  );
}

/** Says something now and then, hears it again, and hangs up when its time is over. */
async function socket(client: Client): Promise<string | undefined> {
  const { stage, url, longSeconds } = client;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const say = writable.getWriter();
  const headers = { connection: 'Upgrade', upgrade: 'websocket' };
  const body = readable as unknown as AsyncIterable<Uint8Array>;
  const { answer, why } = await ask(client, url, { headers, body }, 101);
  if (answer === undefined) return why;
  let heard = 0;
  let hasHungUp = false;
  const listening = (async () => {
    for await (const _ of answer.body as AsyncIterable<Uint8Array>) heard++;
    return hasHungUp ? undefined : 'closed by the other side';
  })().catch((error: Error) => `broken off: ${error.message}`);
  for (let said = 0; said * SAY_SECONDS < longSeconds; said++) {
    say.write(Buffer.from('ping')).catch(() => {});
    await Promise.race([stage.sleep(SAY_SECONDS), listening]);
    if (heard <= said) return Promise.race([listening, stage.sleep(SAY_SECONDS).then(() => 'silent')]);
  }
  hasHungUp = true;
  say.close().catch(() => {});
  return listening;
}

async function ask(
  { stage }: Client,
  url: string,
  more: { readonly headers?: Readonly<Record<string, string>>; readonly body?: AsyncIterable<Uint8Array> } = {},
  wanted = 200,
): Promise<{ readonly answer?: StreamResponse; readonly why?: string }> {
  try {
    const answer = await stage.plinth.cloud.stream({ method: 'GET', url, headers: {}, body: NOTHING, ...more });
    return answer.status === wanted ? { answer } : { why: `status ${answer.status}` };
  } catch (error) {
    return { why: `no answer: ${(error as Error).message}` };
  }
}

async function textOf({ body }: StreamResponse): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
