import { expect, it } from 'vitest';
import { dynamodb, dynamodbResourceTypes } from '../../../src/cloud/services/dynamodb/index.ts';
import { cloudUnderTest } from '../cloudformation/cloud-under-test.ts';

it('takes a template whose lists of indexes are empty', async () => {
  const cloud = cloudUnderTest([dynamodb], dynamodbResourceTypes);
  const { StackStatus } = await cloud.create('state', {
    Resources: {
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          BillingMode: 'PAY_PER_REQUEST',
          GlobalSecondaryIndexes: [],
          LocalSecondaryIndexes: [],
        },
      },
    },
  });
  expect(StackStatus).toBe('CREATE_COMPLETE');
});
