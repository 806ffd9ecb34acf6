import { describe, expect, it } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import { dynamodb } from '../../../src/cloud/services/dynamodb/index.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const definition = {
  TableName: 'state',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'owner', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-owner',
      KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST',
};

function cloud() {
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, [dynamodb], []);
  const call = <T = Record<string, unknown>>(operation: string, input: object) =>
    kernel.clock.drive(kernel.invoke<T>('dynamodb', operation, { TableName: 'state', ...input }, place));
  const create = async (more: object = {}) => {
    await call('CreateTable', { ...definition, ...more });
    await kernel.clock.drive(kernel.clock.sleep(60));
  };
  return { kernel, call, create };
}

describe('dynamodb', () => {
  it('creates a table that answers items only once it is active', async () => {
    const { call, kernel } = cloud();
    expect(await call('CreateTable', definition)).toMatchObject({
      TableDescription: { TableStatus: 'CREATING', TableArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/state' },
    });
    await expect(call('GetItem', { Key: { pk: { S: 'a' }, sk: { S: 'b' } } })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    });
    await expect(call('CreateTable', definition)).rejects.toMatchObject({ code: 'ResourceInUseException' });
    await kernel.clock.drive(kernel.clock.sleep(60));
    expect(await call('DescribeTable', {})).toMatchObject({
      Table: {
        TableStatus: 'ACTIVE',
        CreationDateTime: new Date('2026-01-05T09:00:00Z'),
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
        GlobalSecondaryIndexes: [{ IndexName: 'by-owner', IndexStatus: 'ACTIVE' }],
      },
    });
  });

  it('keeps every type of attribute value, bytes too', async () => {
    const { call, create } = cloud();
    await create();
    const Item = {
      pk: { S: 'a' },
      sk: { S: 'b' },
      B: { B: new Uint8Array([0, 255]) },
      BS: { BS: [new Uint8Array([1]), new Uint8Array([2])] },
      map: { M: { B: { M: { B: { B: new Uint8Array([7]) } } }, list: { L: [{ NULL: true }, { N: '1' }, { S: '' }] } } },
    };
    await call('PutItem', { Item });
    expect(await call('GetItem', { Key: { pk: { S: 'a' }, sk: { S: 'b' } } })).toEqual({ Item });
  });

  it('shows the item that refused a condition when asked to', async () => {
    const { call, create } = cloud();
    await create();
    const Item = { pk: { S: 'a' }, sk: { S: 'b' }, owner: { S: 'team-a' } };
    await call('PutItem', { Item });
    const refused = { ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
    const other = { ...Item, owner: { S: 'team-b' } };
    await expect(call('PutItem', { Item: other, ...refused })).rejects.toMatchObject({
      code: 'ConditionalCheckFailedException',
      members: { Item },
    });
    const Key = { pk: { S: 'a' }, sk: { S: 'b' } };
    await expect(call('DeleteItem', { Key, ...refused })).rejects.toMatchObject({ members: { Item } });
    await expect(
      call('PutItem', { Item: other, ConditionExpression: 'attribute_not_exists(pk)' }),
    ).rejects.toMatchObject({ members: {} });
  });

  it('lets exactly one of many concurrent conditional writers win', async () => {
    const { kernel, create } = cloud();
    await create();
    const writers = Array.from({ length: 20 }, (_, index) =>
      kernel.invoke(
        'dynamodb',
        'UpdateItem',
        {
          TableName: 'state',
          Key: { pk: { S: 'lock' }, sk: { S: 'head' } },
          UpdateExpression: 'SET holder = :me ADD fence :one',
          ConditionExpression: 'attribute_not_exists(holder)',
          ExpressionAttributeValues: { ':me': { N: String(index) }, ':one': { N: '1' } },
        },
        place,
      ),
    );
    const outcomes = await kernel.clock.drive(Promise.allSettled(writers));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('pages a query and follows an index', async () => {
    const { call, create } = cloud();
    await create();
    for (const sk of ['1', '2', '3'])
      await call('PutItem', { Item: { pk: { S: 'a' }, sk: { S: sk }, owner: { S: 'team' } } });
    const query = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'a' } }, Limit: 2 };
    const first = await call<{ Items: { sk: { S: string } }[]; LastEvaluatedKey: object }>('Query', query);
    expect(first.Items.map(({ sk }) => sk.S)).toEqual(['1', '2']);
    expect(await call('Query', { ...query, ExclusiveStartKey: first.LastEvaluatedKey })).toMatchObject({ Count: 1 });
    expect(
      await call('Query', {
        IndexName: 'by-owner',
        KeyConditionExpression: '#o = :o',
        ExpressionAttributeNames: { '#o': 'owner' },
        ExpressionAttributeValues: { ':o': { S: 'team' } },
      }),
    ).toMatchObject({ Count: 3 });
  });

  it('adds an index to a table that has items, and takes it away', async () => {
    const { call, create } = cloud();
    await create();
    await call('PutItem', { Item: { pk: { S: 'a' }, sk: { S: '1' }, kind: { S: 'head' } } });
    await call('UpdateTable', {
      AttributeDefinitions: [{ AttributeName: 'kind', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'by-kind',
            KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        },
      ],
    });
    const query = {
      IndexName: 'by-kind',
      KeyConditionExpression: 'kind = :k',
      ExpressionAttributeValues: { ':k': { S: 'head' } },
    };
    expect(await call('Query', query)).toMatchObject({ Count: 1 });
    await call('UpdateTable', { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-kind' } }] });
    await expect(call('Query', query)).rejects.toMatchObject({ code: 'ValidationException' });
  });

  it('writes and reads in batches', async () => {
    const { call, create } = cloud();
    await create();
    const keys = [1, 2].map((number) => ({ pk: { S: 'a' }, sk: { S: String(number) } }));
    await call('BatchWriteItem', { RequestItems: { state: keys.map((Item) => ({ PutRequest: { Item } })) } });
    const { Responses } = await call<{ Responses: { state: object[] } }>('BatchGetItem', {
      RequestItems: { state: { Keys: keys } },
    });
    expect(Responses.state).toHaveLength(2);
  });

  it('refuses to delete a protected table, and takes its ARN for its name', async () => {
    const { call, create } = cloud();
    await create({ DeletionProtectionEnabled: true });
    const TableName = 'arn:aws:dynamodb:eu-west-1:111122223333:table/state';
    await expect(call('DeleteTable', { TableName })).rejects.toMatchObject({ code: 'ValidationException' });
    await call('UpdateTable', { TableName, DeletionProtectionEnabled: false });
    await call('DeleteTable', { TableName });
    await expect(call('DescribeTable', {})).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    await create();
    expect(await call('Scan', {})).toMatchObject({ Count: 0 });
  });

  it('deletes items within two days of their expiry, shows them until then, and leaves what is no sensible time', async () => {
    const { kernel, call, create } = cloud();
    await create();
    await call('UpdateTimeToLive', { TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' } });
    const nowSeconds = Math.floor(kernel.clock.now() / 1000);
    const put = (pk: string, expires?: object) =>
      call('PutItem', { Item: { pk: { S: pk }, sk: { S: 's' }, owner: { S: 'ana' }, ...(expires && { expires }) } });
    await put('stays');
    await put('text', { S: `${nowSeconds}` });
    await put('mistake', { N: '86400' });
    await put('later', { N: `${nowSeconds + 3 * 86_400}` });
    await put('over', { N: `${nowSeconds}` });
    const keys = async () => {
      const { Items } = await call<{ Items: { pk: { S: string } }[] }>('Scan', { IndexName: 'by-owner' });
      return Items.map(({ pk }) => pk.S).sort();
    };
    await kernel.clock.drive(kernel.clock.sleep(23 * 3600));
    expect(await keys()).toEqual(['later', 'mistake', 'over', 'stays', 'text']);
    await kernel.clock.drive(kernel.clock.sleep(25 * 3600));
    expect(await keys()).toEqual(['later', 'mistake', 'stays', 'text']);
    await kernel.clock.drive(kernel.clock.sleep(5 * 86_400));
    expect(await keys()).toEqual(['mistake', 'stays', 'text']);
  });

  it('records time to live and backups', async () => {
    const { call, create } = cloud();
    await create();
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' };
    await call('UpdateTimeToLive', { TimeToLiveSpecification });
    expect(await call('DescribeTimeToLive', {})).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' },
    });
    await expect(call('UpdateTimeToLive', { TimeToLiveSpecification })).rejects.toMatchObject({
      message: 'TimeToLive is already enabled',
    });
  });

  it('refuses what it does not do, by name', async () => {
    const { call } = cloud();
    await expect(call('TransactWriteItems', { TransactItems: [] })).rejects.toMatchObject({ code: 'NotImplemented' });
  });
});
