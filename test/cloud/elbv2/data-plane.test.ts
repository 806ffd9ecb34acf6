import { describe, expect, it } from 'vitest';
import type { StreamBody, StreamHandler, StreamRequest, StreamResponse } from '../../../src/cloud/kernel/network.ts';
import { type WebStage, webStage, weightedForward } from '../ecs/web-stage.ts';

const SETTLED_SECONDS = 120;
const NOTHING = new Uint8Array();

interface Scene extends WebStage {
  /** Registers a made-up server as a target of a slot, and answers its address. */
  target(slot: 'one' | 'two', host: number, serve: StreamHandler): Promise<string>;
  deregister(slot: 'one' | 'two', Id: string): Promise<void>;
  send(request?: Partial<StreamRequest>): Promise<StreamResponse>;
  /** Lets modelled time pass. */
  pass(seconds: number): Promise<void>;
  /** Modelled seconds since the scene began. */
  seconds(): number;
}

async function scene(): Promise<Scene> {
  const stage = await webStage();
  const { clock, network } = stage.kernel;
  const { Subnets } = await stage.call('ec2', 'DescribeSubnets', {});
  const startedMs = clock.now();
  return {
    ...stage,
    async target(slot, host, serve) {
      const Id = `172.31.0.${host}`;
      network.registerStreams(`${Id}.${Subnets[0].VpcId}`, 8080, serve);
      const input = { TargetGroupArn: stage.targetGroups[slot], Targets: [{ Id }] };
      await stage.call('elasticloadbalancing', 'RegisterTargets', input);
      return Id;
    },
    async deregister(slot, Id) {
      const input = { TargetGroupArn: stage.targetGroups[slot], Targets: [{ Id }] };
      await stage.call('elasticloadbalancing', 'DeregisterTargets', input);
    },
    send: (request) =>
      network.stream({ method: 'GET', url: `http://${stage.dnsName}/`, headers: {}, body: NOTHING, ...request }),
    pass: (seconds) => clock.drive(clock.sleep(seconds)),
    seconds: () => (clock.now() - startedMs) / 1000,
  };
}

const says = (text: string, status = 200): StreamResponse => ({ status, headers: {}, body: Buffer.from(text) });

/** Answers health checks at once, and everything else as it likes. */
const healthy =
  (serve: StreamHandler): StreamHandler =>
  (request) =>
    request.headers['user-agent'] === 'ELB-HealthChecker/2.0' ? Promise.resolve(says('fine')) : serve(request);

const never = <T>() => new Promise<T>(() => {});

async function* sent(pieces: readonly string[], pause: () => Promise<unknown>): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    await pause();
    yield Buffer.from(piece);
  }
}

/** The pieces of a body with the second each arrived at, and how it ended. */
function reader({ seconds }: Scene, body: StreamBody) {
  const seen: string[] = [];
  const reading = (async () => {
    if (body instanceof Uint8Array) throw new Error('the body came as a whole');
    const since = seconds();
    try {
      for await (const piece of body) seen.push(`${Buffer.from(piece)} at ${Math.round(seconds() - since)}`);
      seen.push(`ended at ${Math.round(seconds() - since)}`);
    } catch {
      seen.push(`broke at ${Math.round(seconds() - since)}`);
    }
    return seen;
  })();
  return { seen, ended: reading };
}

/** A client's side of an upgraded connection: what it says, and closing it. */
function caller() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  return {
    body: readable as unknown as AsyncIterable<Uint8Array>,
    say: (text: string) => writer.write(Buffer.from(text)),
    close: () => writer.close(),
  };
}

const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-key': 'abc',
  'sec-websocket-version': '13',
};
const echo: StreamHandler = healthy(async ({ body }) => ({ status: 101, headers: {}, body }));

describe('503', () => {
  it('comes while the routing before a change leads to a group without targets', async () => {
    const web = await scene();
    const one = await web.target('one', 50, async () => says('one'));
    await web.target('two', 60, async () => says('two'));
    await web.pass(SETTLED_SECONDS);
    const Actions = [weightedForward(web.targetGroups, 0, 100)];
    await web.call('elasticloadbalancing', 'ModifyRule', { RuleArn: web.ruleArn, Actions });
    await web.deregister('one', one);
    expect((await web.get('/')).status).toBe(503);
    await web.pass(60);
    expect(await web.get('/')).toEqual({ status: 200, text: 'two' });
  });

  it('comes while all targets of the group are in their first health checks', async () => {
    const web = await scene();
    await web.pass(60);
    await web.target('one', 50, async () => says('one'));
    expect((await web.get('/')).status).toBe(503);
    await web.pass(SETTLED_SECONDS);
    expect((await web.get('/')).status).toBe(200);
  });
});

describe('fail-open', () => {
  it('spreads requests over all targets while all are unhealthy, and over the healthy ones again after that', async () => {
    const web = await scene();
    let status = 500;
    await web.target('one', 50, async () => says('first', status));
    await web.target('one', 51, async () => says('second', 500));
    await web.pass(SETTLED_SECONDS);
    const texts = async () =>
      new Set([await web.get('/'), await web.get('/'), await web.get('/')].map(({ text }) => text));
    expect(await texts()).toEqual(new Set(['first', 'second']));
    status = 200;
    await web.pass(SETTLED_SECONDS);
    expect(await texts()).toEqual(new Set(['first']));
  });
});

describe('502', () => {
  it('comes when the target closes the connection before it has answered', async () => {
    const web = await scene();
    const closes = async () => {
      await web.kernel.clock.sleep(5);
      throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    };
    await web.target('one', 50, healthy(closes));
    await web.pass(SETTLED_SECONDS);
    expect((await web.get('/')).status).toBe(502);
  });

  it('comes when the deregistration delay is over before the target has answered', async () => {
    const web = await scene();
    const one = await web.target(
      'one',
      50,
      healthy(() => never()),
    );
    await web.pass(SETTLED_SECONDS);
    const since = web.seconds();
    const asked = web.send();
    await web.deregister('one', one);
    expect((await web.kernel.clock.drive(asked)).status).toBe(502);
    expect(web.seconds() - since).toBeCloseTo(10);
  });
});

describe('504', () => {
  it('comes when the target does not answer within the idle timeout', async () => {
    const web = await scene();
    await web.target(
      'one',
      50,
      healthy(() => never()),
    );
    await web.pass(SETTLED_SECONDS);
    const since = web.seconds();
    expect((await web.get('/')).status).toBe(504);
    expect(web.seconds() - since).toBeCloseTo(60);
  });
});

describe('460', () => {
  it('is what becomes of a request whose client does not wait, and closes the connection to the target', async () => {
    const web = await scene();
    let toTarget: AbortSignal | undefined;
    const waits: StreamHandler = ({ signal }) => {
      toTarget = signal;
      return never();
    };
    await web.target('one', 50, healthy(waits));
    await web.pass(SETTLED_SECONDS);
    const client = new AbortController();
    const asked = web.send({ signal: client.signal });
    await web.pass(1);
    expect(toTarget?.aborted).toBe(false);
    client.abort();
    expect((await asked).status).toBe(460);
    expect(toTarget?.aborted).toBe(true);
  });
});

describe('a body that takes time', () => {
  it('arrives piece by piece, however long it takes in all', async () => {
    const web = await scene();
    const pieces = () => sent(['a', 'b', 'c'], () => web.kernel.clock.sleep(50));
    await web.target(
      'one',
      50,
      healthy(async () => ({ status: 200, headers: {}, body: pieces() })),
    );
    await web.pass(SETTLED_SECONDS);
    const { seen, ended } = reader(web, (await web.send()).body);
    await web.pass(60);
    expect(seen).toEqual(['a at 50']);
    expect(await web.kernel.clock.drive(ended)).toEqual(['a at 50', 'b at 100', 'c at 150', 'ended at 150']);
  });

  it('breaks when nothing comes for the idle timeout', async () => {
    const web = await scene();
    const pieces = () => sent(['a', 'b'], () => web.kernel.clock.sleep(web.seconds() < 200 ? 30 : 100));
    await web.target(
      'one',
      50,
      healthy(async () => ({ status: 200, headers: {}, body: pieces() })),
    );
    await web.pass(180);
    const { ended } = reader(web, (await web.send()).body);
    expect(await web.kernel.clock.drive(ended)).toEqual(['a at 30', 'broke at 90']);
  });

  it('breaks when the deregistration delay is over', async () => {
    const web = await scene();
    const pieces = () => sent(['a', 'b', 'c', 'd'], () => web.kernel.clock.sleep(4));
    const one = await web.target(
      'one',
      50,
      healthy(async () => ({ status: 200, headers: {}, body: pieces() })),
    );
    await web.pass(SETTLED_SECONDS);
    const { ended } = reader(web, (await web.send()).body);
    await web.deregister('one', one);
    expect(await web.kernel.clock.drive(ended)).toEqual(['a at 4', 'b at 8', 'broke at 10']);
  });

  it('is handed to the target while the client still sends it', async () => {
    const web = await scene();
    let upload: ReturnType<typeof reader> | undefined;
    const takes: StreamHandler = async ({ body }) => {
      upload = reader(web, body);
      await upload.ended;
      return says('taken');
    };
    await web.target('one', 50, healthy(takes));
    await web.pass(SETTLED_SECONDS);
    const asked = web.send({ method: 'POST', body: sent(['a', 'b'], () => web.kernel.clock.sleep(40)) });
    await web.pass(50);
    expect(upload?.seen).toEqual(['a at 40']);
    expect((await web.kernel.clock.drive(asked)).status).toBe(200);
    expect(upload?.seen).toEqual(['a at 40', 'b at 80', 'ended at 80']);
  });
});

describe('a WebSocket connection', () => {
  async function connected() {
    const web = await scene();
    const one = await web.target('one', 50, echo);
    await web.target('one', 51, echo);
    await web.pass(SETTLED_SECONDS);
    const { body, say, close } = caller();
    const answer = await web.send({ headers: UPGRADE, body });
    return { web, one, say, close, answer, ...reader(web, answer.body) };
  }

  it('is upgraded, carries both directions, and ends when the client closes it', async () => {
    const { web, answer, say, close, seen, ended } = await connected();
    expect(answer).toMatchObject({ status: 101, headers: { connection: 'upgrade', upgrade: 'websocket' } });
    await say('hello');
    await web.pass(40);
    await say('again');
    await web.pass(40);
    expect(seen).toEqual(['hello at 0', 'again at 40']);
    await close();
    expect((await ended).at(-1)).toBe('ended at 80');
  });

  it('is closed when nobody says anything for the idle timeout', async () => {
    const { web, say, ended } = await connected();
    await web.pass(40);
    await say('hello');
    expect(await web.kernel.clock.drive(ended)).toEqual(['hello at 40', 'broke at 100']);
  });

  it('stays with its target until the deregistration delay is over, while new ones go to another', async () => {
    const { web, one, say, ended } = await connected();
    await web.deregister('one', one);
    await web.pass(5);
    await say('still here');
    const other = caller();
    const another = reader(web, (await web.send({ headers: UPGRADE, body: other.body })).body);
    expect(await web.kernel.clock.drive(ended)).toEqual(['still here at 5', 'broke at 10']);
    await other.say('new here');
    await web.pass(1);
    expect(another.seen).toEqual(['new here at 5']);
  });
});
