import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { documentClient } from '../../src/aws/state-store/document-client.ts';
import { dynamoDbStateStore } from '../../src/aws/state-store/dynamodb-state-store.ts';
import { type Cloud, startCloud } from '../../src/cloud/index.ts';
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

stateStoreContract('the DynamoDB state store', async () => {
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
  return dynamoDbStateStore({ client: documentClient(client), name, sleep: async () => {}, random: () => 0 });
});
