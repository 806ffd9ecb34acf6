import { ConditionalCheckFailedException, CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentClient } from '../../src/aws/state-store/document-client.ts';
import { dynamoDbStateStore } from '../../src/aws/state-store/dynamodb-state-store.ts';
import type { Table } from '../../src/aws/state-store/table.ts';
import { type Cloud, startCloud } from '../../src/cloud/index.ts';
import { acquireLock } from '../../src/core/lock/lock.ts';
import { newScopeState } from '../../src/core/new-scope-state.ts';
import { acceptedOperation } from '../builders.ts';
import { stateStoreContract } from '../contracts/state-store.ts';

// Modelled time runs fast: a table takes seconds to become active.
const speed = 1000;
const secondsToActive = 120;

const now = new Date('2026-11-20T12:00:00.000Z');
const later = (days: number) => new Date(now.getTime() + days * 86_400_000);

let cloud: Cloud;
let client: DynamoDBClient;
let tables = 0;

beforeAll(async () => {
  cloud = await startCloud({ clock: { speed }, port: 0, apiPort: false, tasks: 'model' });
  client = new DynamoDBClient({
    endpoint: cloud.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});

afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

const table = (name: string): Table => ({
  client: documentClient(client),
  name,
  sleep: async () => {},
  random: () => 0,
  now: () => now,
});

stateStoreContract('the DynamoDB state store', async () => dynamoDbStateStore(table(await emptyTable())));

describe('the DynamoDB state store, with many operations', () => {
  /** Writes copies of an item that the store wrote, 25 at once. */
  async function copy(target: Table, item: Record<string, unknown>, count: number): Promise<void> {
    const copies = Array.from({ length: count }, (_, n) => {
      const id = `op_copy_${n}`;
      return { ...item, id, pk: `OPERATION#${id}`, listSort: `2026-11-21T12:00:00.000Z#${id}` };
    });
    while (copies.length > 0) {
      const puts = copies.splice(0, 25).map((Item) => ({ PutRequest: { Item } }));
      await target.client.send(new BatchWriteCommand({ RequestItems: { [target.name]: puts } }));
    }
  }

  it('finds the operations of a scope after 2,500 newer ones of other scopes', async () => {
    const target = table(await emptyTable());
    const store = dynamoDbStateStore(target);
    const scope = 'environments/quiet/applications/shop';
    await store.createOperation(acceptedOperation({ id: 'op_quiet', scope }));
    await store.createOperation(acceptedOperation({ id: 'op_busy', scope: 'environments/busy' }));
    const Key = { pk: 'OPERATION#op_busy', sk: 'OPERATION' };
    const { Item } = await target.client.send(new GetCommand({ TableName: target.name, Key }));
    await copy(target, Item ?? {}, 2500);
    const ids = async (path: string) => (await store.listOperations(path)).items.map(({ id }) => id);
    expect(await ids(scope)).toEqual(['op_quiet']);
    expect(await ids('environments/quiet')).toEqual(['op_quiet']);
    expect((await ids('environments/busy')).length).toBe(100);
  });
});

describe('the DynamoDB state store, when the answer to a write is lost', () => {
  /** The first write takes effect, and its second try by the SDK finds itself in the way. */
  function lossy(real: Table): Table {
    let lost = false;
    const send = async (command: never) => {
      const answer = await real.client.send(command);
      if (lost || !((command as object) instanceof PutCommand)) return answer;
      lost = true;
      throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
    };
    return { ...real, client: { send } as unknown as Table['client'] };
  }

  it('takes a lock once all the same', async () => {
    const store = dynamoDbStateStore(lossy(table(await emptyTable())));
    const wish = { operationId: 'op_1', by: 'ana', since: '2026-11-20T12:00:00.000Z' };
    const scopeState = await store.updateScopeState('base', (now = newScopeState('base', wish.since)) => {
      const answer = acquireLock(now.lock, wish);
      if (!answer.granted || answer.lock === now.lock) return now;
      return { ...now, lock: answer.lock };
    });
    expect([scopeState.version, scopeState.lock.exclusive?.fence]).toEqual([1, 1]);
  });

  it('gives up after many tries when others are always quicker', async () => {
    let others = 0;
    const beaten = {
      ...table('none'),
      client: { send: async (command: object) => answer(command) },
    } as unknown as Table;
    const answer = (command: object) => {
      if (!(command instanceof PutCommand))
        return { Item: { ...newScopeState('base', '2026-11-20T12:00:00.000Z'), version: ++others } };
      throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
    };
    const update = dynamoDbStateStore(beaten).updateScopeState('base', (now) => ({ ...now!, status: 'ready' }));
    await expect(update).rejects.toMatchObject({ code: 'TooManyRequests' });
    expect(others).toBe(20);
  });
});

describe('the DynamoDB state store, with items that have expired', () => {
  const ended = { status: 'succeeded', startedAt: now.toISOString(), endedAt: now.toISOString(), result: {} } as const;

  it('shows what DynamoDB has not deleted yet to no reader, and writes over it', async () => {
    const target = table(await emptyTable());
    const store = dynamoDbStateStore(target);
    await store.createOperation(acceptedOperation(ended));
    await store.createOperation(acceptedOperation({ id: 'op_open', createdAt: now.toISOString() }));
    await store.putToken({ key: 'approval/op_1', operationId: 'op_1', taskToken: 't', createdAt: now.toISOString() });
    const afterwards = dynamoDbStateStore({ ...target, now: () => later(91) });
    const seen = async (reader: typeof store) => [
      (await reader.readOperation('op_1'))?.id,
      (await reader.listOperations(undefined)).items.map(({ id }) => id),
      (await reader.listOperations('environments/dev')).items.map(({ id }) => id),
      (await reader.readToken('approval/op_1'))?.key,
    ];
    expect(await seen(store)).toEqual(['op_1', ['op_open', 'op_1'], ['op_open', 'op_1'], 'approval/op_1']);
    expect(await seen(afterwards)).toEqual([undefined, ['op_open'], ['op_open'], undefined]);
    expect(await afterwards.createOperation(acceptedOperation({ id: 'op_1' }))).toBe(true);
    expect(await afterwards.createOperation(acceptedOperation({ id: 'op_1' }))).toBe(false);
  });
});

describe('the DynamoDB state store, with an item that cannot be read', () => {
  it('lists the others and names it, and refuses to decide from it', async () => {
    const target = table(await emptyTable());
    const store = dynamoDbStateStore(target);
    for (const name of ['dev', 'test', 'prod']) {
      const state = () => newScopeState(`environments/${name}`, now.toISOString());
      await store.updateScopeState(`environments/${name}`, state);
    }
    const Key = { pk: 'STATES#base', sk: 'STATE#environments/test' };
    const { Item } = await target.client.send(new GetCommand({ TableName: target.name, Key }));
    await target.client.send(new PutCommand({ TableName: target.name, Item: { ...Item, status: 'fine' } }));
    const { items, unreadable } = await store.listScopeStates('base');
    expect(items.map(({ scope }) => scope)).toEqual(['environments/dev', 'environments/prod']);
    expect(unreadable).toEqual(['STATES#base STATE#environments/test']);
    const first = await store.listScopeStates('base', { limit: 2 });
    const second = await store.listScopeStates('base', { limit: 2, cursor: first.cursor });
    expect([first, second].map((page) => page.items.map(({ scope }) => scope))).toEqual([
      ['environments/dev', 'environments/prod'],
      [],
    ]);
    await expect(store.updateScopeState('environments/test', (state) => state!)).rejects.toMatchObject({
      code: 'ItemUnreadable',
      message: expect.stringMatching(/STATES#base STATE#environments\/test cannot be read: status: /),
      nextSteps: expect.arrayContaining([expect.stringContaining('aws dynamodb get-item')]),
    });
  });
});

async function emptyTable(): Promise<string> {
  const name = `state-${++tables}`;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['pk', 'sk', 'listKey', 'listSort', 'listEnvironment', 'listApplication'].map(
        (AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        }),
      ),
      GlobalSecondaryIndexes: [
        index('list', 'listKey', 'ALL'),
        index('listEnvironment', 'listEnvironment', 'KEYS_ONLY'),
        index('listApplication', 'listApplication', 'KEYS_ONLY'),
      ],
    }),
  );
  await cloud.clock.sleep(secondsToActive);
  return name;
}

function index(IndexName: string, key: string, ProjectionType: 'ALL' | 'KEYS_ONLY') {
  return {
    IndexName,
    KeySchema: [
      { AttributeName: key, KeyType: 'HASH' as const },
      { AttributeName: 'listSort', KeyType: 'RANGE' as const },
    ],
    Projection: { ProjectionType },
  };
}
