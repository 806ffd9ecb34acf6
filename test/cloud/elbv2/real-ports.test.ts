import { once } from 'node:events';
import { Agent, createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as realSleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { statusPages } from '../../../src/cloud/kernel/status-pages.ts';
import { forwardToProcess } from '../../../src/cloud/services/ecs/drivers/forward-to-process.ts';
import { type WebStage, webStage } from '../ecs/web-stage.ts';

let stage: WebStage;
let server: Server;
let url: string;
const uploads: string[] = [];
const hangUps: string[] = [];
const toClose: Duplex[] = [];
/** The server of `/stream` goes on when its client has read what came first. */
const { promise: read, resolve: firstIsRead } = Promise.withResolvers<void>();

/** A process as tasks are: it streams, takes uploads, hangs, breaks off, and speaks WebSocket as far as bytes go. */
beforeAll(async () => {
  server = createServer(async (incoming, outgoing) => {
    incoming.on('error', () => {});
    outgoing.on('close', () => {
      if (!outgoing.writableFinished) hangUps.push(incoming.url ?? '');
    });
    switch (incoming.url) {
      case '/stream':
        outgoing.write('first');
        await read;
        return void outgoing.end('second');
      case '/upload':
        for await (const piece of incoming) uploads.push(String(piece));
        return void outgoing.end('taken');
      case '/hangs':
        return;
      case '/breaks':
        outgoing.write('first');
        return void setImmediate(() => outgoing.destroy());
      default:
        return void outgoing.end('fine');
    }
  });
  server.on('upgrade', (_, socket) => {
    toClose.push(socket);
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stage = await webStage({ clock: { speed: 500 } });
  const { kernel } = stage;
  const { Subnets } = await stage.call('ec2', 'DescribeSubnets', {});
  const process = forwardToProcess((server.address() as AddressInfo).port, kernel);
  kernel.network.registerStreams(`172.31.0.50.${Subnets[0].VpcId}`, 8080, process);
  const Targets = [{ Id: '172.31.0.50' }];
  await stage.call('elasticloadbalancing', 'RegisterTargets', { TargetGroupArn: stage.targetGroups.one, Targets });
  url = (statusPages(kernel).get('listeners')!() as { url: string }[])[0]!.url;
  while ((await fetch(url)).status !== 200) await realSleep(20);
});

afterAll(async () => {
  await stage.kernel.stop();
  server.closeAllConnections();
  for (const socket of toClose) socket.destroy();
  server.close();
});

it('passes an answer on while it is written', async () => {
  const pieces: string[] = [];
  const { body } = await fetch(`${url}/stream`);
  for await (const piece of body!) {
    pieces.push(Buffer.from(piece).toString());
    firstIsRead();
  }
  expect(pieces).toEqual(['first', 'second']);
});

it('passes an upload on while it is sent', async () => {
  const sending = httpRequest(`${url}/upload`, { method: 'POST' });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  sending.write('first');
  while (uploads.length === 0) await realSleep(5);
  expect(uploads).toEqual(['first']);
  sending.end('second');
  const [answer] = await answered;
  answer.resume();
  expect(answer.statusCode).toBe(200);
  expect(uploads).toEqual(['first', 'second']);
});

it('tells the target when the client has gone', async () => {
  const client = new AbortController();
  const asked = fetch(`${url}/hangs`, { signal: client.signal });
  await realSleep(50);
  client.abort();
  await expect(asked).rejects.toThrow();
  while (!hangUps.includes('/hangs')) await realSleep(5);
});

it('breaks an answer off whose target breaks it off', async () => {
  const answer = await fetch(`${url}/breaks`);
  expect(answer.status).toBe(200);
  await expect(answer.text()).rejects.toThrow();
});

it('upgrades to WebSocket, and closes one side when the other closes', async () => {
  const asking = httpRequest(url, { headers: { connection: 'Upgrade', upgrade: 'websocket' } });
  asking.end();
  const [answer, socket] = (await once(asking, 'upgrade')) as [IncomingMessage, Duplex];
  expect(answer.statusCode).toBe(101);
  expect(answer.headers).toMatchObject({ upgrade: 'websocket' });
  socket.write('hello');
  expect(String((await once(socket, 'data'))[0])).toBe('hello');
  const target = toClose.at(-1)!;
  const targetClosed = once(target, 'close');
  socket.destroy();
  await targetClosed;
});

it('keeps a connection of the client open between requests', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async () => {
    const asking = httpRequest(url, { agent }).end();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    answer.resume();
    await once(answer, 'end');
    return asking.reusedSocket;
  };
  expect([await ask(), await ask(), await ask()]).toEqual([false, true, true]);
  agent.destroy();
});
