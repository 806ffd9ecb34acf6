import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, ListQueuesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cloud, type Snapshot, startCloud } from '../../../src/cloud/index.ts';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import { build, clientsOf, goOn } from './snapshot-scene.ts';

const MACHINE_ARN = 'arn:aws:states:eu-west-1:111122223333:stateMachine:waits';

let built: Snapshot;
let original: Cloud;

beforeAll(async () => {
  original = await startCloud({ clock: 'virtual', port: false });
  await original.clock.drive(build(original));
  built = await original.snapshot();
});

afterAll(() => original.stop());

const clone = (seed?: number) =>
  startCloud({ clock: 'virtual', port: false, from: built, ...(seed === undefined ? {} : { seed }) });

test('a cloud that another process starts from a file goes on as if it had never stopped', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'snapshot-'));
  const file = join(folder, 'cloud');
  writeFileSync(file, built);
  const script = fileURLToPath(new URL('./restore-and-go-on.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, file]);
  rmSync(folder, { recursive: true });
  const went = await goOn(original);
  expect(went).toMatchObject({ stack: 'UPDATE_COMPLETE', service: { desiredCount: 2, runningCount: 2 } });
  expect(went.execution).toMatchObject([expect.any(String), 'SUCCEEDED', '42', expect.any(String)]);
  expect(went.tasks.before).toEqual([expect.stringMatching(/ RUNNING$/)]);
  expect(went.tasks.after).toContain(went.tasks.before[0]);
  expect(went.messages.filter((body) => body.startsWith('scheduler at')).length).toBeGreaterThanOrEqual(3);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(went)));
});

test('two clones of one snapshot do not see each other', async () => {
  const [one, other] = [await clone(), await clone()];
  const key = { id: { S: 'one' } };
  await one.clock.drive(
    (async () => {
      const { items, queues } = clientsOf(one);
      await items.send(new PutItemCommand({ TableName: 'things', Item: { ...key, size: { N: '2' } } }));
      await queues.send(new CreateQueueCommand({ QueueName: 'only-one' }));
      await one.clock.sleep(3600);
    })(),
  );
  const { items, queues } = clientsOf(other);
  const { Item } = await other.clock.drive(items.send(new GetItemCommand({ TableName: 'things', Key: key })));
  expect(Item).toEqual({ ...key, size: { N: '1.5' } });
  const { QueueUrls } = await other.clock.drive(queues.send(new ListQueuesCommand({})));
  expect(QueueUrls).toEqual([expect.stringMatching(/\/ticks$/)]);
  expect(one.clock.now() - other.clock.now()).toBeGreaterThan(3_500_000);
  await Promise.all([one.stop(), other.stop()]);
});

test('clones draw the same ids, and others with a seed of their own', async () => {
  const idIn = async (seed?: number) => {
    const cloud = await clone(seed);
    const sent = new SendMessageCommand({ QueueUrl: 'http://localhost/111122223333/ticks', MessageBody: 'x' });
    const { MessageId } = await cloud.clock.drive(clientsOf(cloud).queues.send(sent));
    await cloud.stop();
    return MessageId;
  };
  const [first, second, seeded, seededAgain] = [await idIn(), await idIn(), await idIn(7), await idIn(7)];
  expect(second).toBe(first);
  expect(seeded).not.toBe(first);
  expect(seededAgain).toBe(seeded);
});

test('a cloud in the middle of something is refused, by its name, and saved when that has ended', async () => {
  const cloud = await clone();
  const started = new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, name: 'half-way', input: '1' });
  await cloud.clock.drive(clientsOf(cloud).machines.send(started));
  await expect(cloud.snapshot()).rejects.toThrow(/not at rest.*the execution arn:\S+:waits:half-way/);
  const later = await cloud.clock.drive(cloud.snapshot(120));
  const restored = await startCloud({ clock: 'virtual', port: false, from: later });
  expect(restored.clock.now()).toBe(cloud.clock.now());
  await Promise.all([cloud.stop(), restored.stop()]);
});

test('what is not plain data in a store is an error that says where it is', async () => {
  const kernel = createKernel({ clock: 'virtual' }, [], []);
  const store = kernel.store('sqs', { account: '1', region: 'r' }, () => ({ queues: new Map<string, object>() }));
  store.queues.set('q', { wake: () => {} });
  await expect(kernel.snapshot()).rejects.toThrow('the store has a function at sqs 1 r.queues > q.wake');
});

test('other bytes are not taken for a snapshot', async () => {
  await expect(startCloud({ port: false, from: new Uint8Array([1, 2, 3]) })).rejects.toThrow(
    'these bytes are not a snapshot of an embedded cloud',
  );
});
