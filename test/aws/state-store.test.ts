import { ConditionalCheckFailedException, CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentClient } from '../../src/aws/state-store/document-client.ts';
import { dynamoDbStateStore } from '../../src/aws/state-store/dynamodb-state-store.ts';
import type { Table } from '../../src/aws/state-store/table.ts';
import { type Cloud, startCloud } from '../../src/cloud/index.ts';
import { acquireLock } from '../../src/core/lock/lock.ts';
import { newScopeState } from '../../src/core/new-scope-state.ts';
import { stateStoreContract } from '../contracts/state-store.ts';

// Modelled time runs fast: a table takes seconds to become active.
const speed = 1000;
const secondsToActive = 120;

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
});

stateStoreContract('the DynamoDB state store', async () => dynamoDbStateStore(table(await emptyTable())));

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
      AttributeDefinitions: ['pk', 'sk', 'listKey', 'listSort'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'list',
          KeySchema: [
            { AttributeName: 'listKey', KeyType: 'HASH' },
            { AttributeName: 'listSort', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  await cloud.clock.sleep(secondsToActive);
  return name;
}
