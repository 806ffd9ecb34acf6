import { expect, test } from 'vitest';
import { showOperation } from '../../../src/core/api/read-operations.ts';
import type { OperationView } from '../../../src/core/api/views/operation.ts';
import { PlinthError } from '../../../src/core/errors.ts';
import { endOperation } from '../../../src/core/operation/end-operation.ts';
import { failureOfError } from '../../../src/core/operation/failure-from.ts';
import type { StackEvent } from '../../../src/core/ports/index.ts';
import { changeToken } from '../../../src/core/stack/stack-work.ts';
import { name, operation, step } from '../stack/stack-operation.ts';

type Told = readonly [seconds: number, logicalId: string, status: string, reason?: string];

/** Resources of the step as `GET /operations/op_1?resources=true` shows them, after these events in this order. */
async function shown(told: readonly Told[], clientRequestToken = changeToken(step, 'change')) {
  const { ports, stacks } = await operation();
  await ports.state.updateOperation('op_1', (now) => {
    const running = { name: 'store', stackKey: 'store', description: 'A store.', stackName: name, status: 'running' };
    return { ...now, steps: [running as (typeof now.steps)[number]] };
  });
  const events = told.map(([seconds, logicalId, status, reason]): StackEvent => {
    const type = logicalId === name ? 'AWS::CloudFormation::Stack' : 'AWS::S3::Bucket';
    const time = new Date(seconds * 1000);
    return { eventId: `${seconds}`, time, logicalId, type, status, clientRequestToken, ...(reason && { reason }) };
  });
  stacks.stackEvents = events.reverse();
  const asked = { path: { id: 'op_1' }, query: { resources: true } };
  const { body } = await showOperation(asked as never, ports);
  return (body as { steps: { resources?: unknown[] }[] }).steps[0]?.resources;
}

const started: readonly Told[] = [
  [0, name, 'CREATE_IN_PROGRESS'],
  [1, 'Data', 'CREATE_IN_PROGRESS'],
  [2, 'Policy', 'CREATE_IN_PROGRESS'],
];

test("the resources of a stack that changes are shown in their template's words, oldest first", async () => {
  expect(await shown([...started, [9, 'Data', 'CREATE_COMPLETE']])).toEqual([
    {
      logicalId: 'Data',
      description: 'Where orders are kept',
      status: 'CREATE_COMPLETE',
      startedAt: '1970-01-01T00:00:01.000Z',
      endedAt: '1970-01-01T00:00:09.000Z',
    },
    {
      logicalId: 'Policy',
      description: 'Policy',
      status: 'CREATE_IN_PROGRESS',
      startedAt: '1970-01-01T00:00:02.000Z',
    },
  ]);
});

test('what another operation did to the stack is not shown', async () => {
  expect(await shown(started, changeToken({ ...step, operationId: 'op_10' }, 'change'))).toEqual([]);
});

test('a resource that failed stays failed while its stack is rolled back, until it is tried anew', async () => {
  const failed: readonly Told[] = [
    ...started,
    [3, 'Data', 'CREATE_FAILED', 'the name is taken'],
    [4, name, 'ROLLBACK_IN_PROGRESS'],
    [5, 'Policy', 'DELETE_COMPLETE'],
    [6, 'Data', 'DELETE_COMPLETE'],
  ];
  const undone = [
    { logicalId: 'Data', status: 'CREATE_FAILED', reason: 'the name is taken' },
    { logicalId: 'Policy', status: 'DELETE_COMPLETE' },
  ];
  expect(await shown(failed)).toMatchObject(undone);
  const anew: readonly Told[] = [
    [7, name, 'CREATE_IN_PROGRESS'],
    [8, 'Data', 'CREATE_IN_PROGRESS'],
  ];
  expect(await shown([...failed, ...anew])).toMatchObject([{ logicalId: 'Data', status: 'CREATE_IN_PROGRESS' }, {}]);
});

/** Twelve stacks change, and so many clients look at their operation every second. The answer says when each stack was read. */
async function watched({ clients, seconds }: { clients: number; seconds: number }) {
  const { ports, stacks } = await operation();
  const names = Array.from({ length: 12 }, (_, n) => `plinth--dev--store-${n}`);
  await ports.state.updateOperation('op_1', (now) => {
    const steps = names.map((stackName) => ({
      name: stackName,
      description: '',
      stackName,
      status: 'running' as const,
    }));
    return { ...now, steps };
  });
  const readAt = new Map<string, number[]>(names.map((stackName) => [stackName, []]));
  stacks.events = async (_, stackName) => {
    readAt.get(stackName)?.push(ports.time.now().getTime() / 1000);
    return [[1, 'Data', 'CREATE_IN_PROGRESS'] as const].map(([second, logicalId, status]) => ({
      ...{ eventId: '1', time: new Date(second * 1000), logicalId, type: 'AWS::S3::Bucket', status },
      clientRequestToken: changeToken(step, 'change'),
    }));
  };
  const look = () => showOperation({ path: { id: 'op_1' }, query: { resources: true } } as never, ports);
  for (let second = 0; second < seconds; second++) {
    await Promise.all(Array.from({ length: clients }, look));
    ports.time.advance(1);
  }
  return { readAt, last: (await look()).body as OperationView, ports, look };
}

test('however many clients watch, the events of a stack are read once in five seconds', async () => {
  const { readAt, last } = await watched({ clients: 30, seconds: 60 });
  for (const [stackName, times] of readAt) {
    expect(times, stackName).toEqual(Array.from({ length: 13 }, (_, n) => times[0]! + 5 * n));
  }
  expect(last.steps.map(({ resources }) => resources?.map(({ logicalId }) => logicalId))).toEqual(
    Array.from({ length: 12 }, () => ['Data']),
  );
});

test('once an operation has ended and its resources are settled, their stacks are not read again', async () => {
  const { readAt, ports, look } = await watched({ clients: 1, seconds: 1 });
  await ports.state.updateOperation('op_1', (now) => ({
    ...now,
    steps: now.steps.map((one) => ({ ...one, status: 'failed' })),
  }));
  await endOperation(
    'op_1',
    { status: 'failed', error: failureOfError(new PlinthError('StackFailed', 'it broke')) },
    ports,
  );
  ports.time.advance(5);
  ports.stacks.events = async (_, stackName) => {
    readAt.get(stackName)?.push(0);
    return [];
  };
  for (let minute = 0; minute < 5; minute++) {
    await look();
    ports.time.advance(60);
  }
  expect([...readAt.values()].map((times) => times.length)).toEqual(Array.from({ length: 12 }, () => 2));
});
