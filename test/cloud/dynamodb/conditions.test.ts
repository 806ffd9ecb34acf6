import { describe, expect, it } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import { dynamodb } from '../../../src/cloud/services/dynamodb/index.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const stored = {
  pk: { S: 'a' },
  name: { S: 'shop' },
  amount: { N: '10' },
  ratio: { N: '1.50' },
  ok: { BOOL: true },
  nil: { NULL: true },
  blank: { S: '' },
  bytes: { B: new Uint8Array([1, 2, 3]) },
  tags: { SS: ['x', 'y'] },
  entries: { L: [{ S: 'one' }, { N: '2' }] },
  holders: { M: { shop: { M: { fence: { N: '3' } } } } },
};

/** A table with the item above, and the answer whether a condition on it holds. */
async function table() {
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, [dynamodb], []);
  const call = (operation: string, input: object) =>
    kernel.clock.drive(kernel.invoke('dynamodb', operation, { TableName: 'state', ...input }, place));
  await call('CreateTable', {
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await kernel.clock.drive(kernel.clock.sleep(60));
  await call('PutItem', { Item: stored });
  const holds = async (ConditionExpression: string, values?: object, pk = 'a') => {
    try {
      await call('UpdateItem', {
        Key: { pk: { S: pk } },
        UpdateExpression: 'REMOVE nothing',
        ConditionExpression,
        ...(/#n/.test(ConditionExpression) && { ExpressionAttributeNames: { '#n': 'name' } }),
        ...(values && { ExpressionAttributeValues: values }),
      });
      return true;
    } catch (error) {
      expect(error).toMatchObject({
        code: 'ConditionalCheckFailedException',
        message: 'The conditional request failed',
      });
      return false;
    }
  };
  return { call, holds };
}

describe('dynamodb conditions', () => {
  it.each<[string, Record<string, unknown> | undefined]>([
    ['attribute_exists(pk)', undefined],
    ['attribute_not_exists(absent)', undefined],
    ['attribute_exists(holders.shop.fence)', undefined],
    ['attribute_exists(entries[1])', undefined],
    ['attribute_not_exists(holders.blog)', undefined],
    ['#n = :v', { ':v': { S: 'shop' } }],
    ['blank = :v', { ':v': { S: '' } }],
    ['ratio = :v', { ':v': { N: '1.5' } }],
    ['#n <> :v', { ':v': { S: 'blog' } }],
    ['absent <> :v', { ':v': { S: 'blog' } }],
    ['amount > :v AND amount <= :w', { ':v': { N: '9' }, ':w': { N: '10' } }],
    ['amount BETWEEN :v AND :w', { ':v': { N: '9' }, ':w': { N: '100' } }],
    ['#n IN (:v, :w)', { ':v': { S: 'blog' }, ':w': { S: 'shop' } }],
    ['begins_with(#n, :v)', { ':v': { S: 'sh' } }],
    ['contains(tags, :v)', { ':v': { S: 'x' } }],
    ['contains(entries, :v)', { ':v': { S: 'one' } }],
    ['contains(#n, :v)', { ':v': { S: 'ho' } }],
    ['attribute_type(holders, :v)', { ':v': { S: 'M' } }],
    ['size(#n) = :v', { ':v': { N: '4' } }],
    ['size(tags) = :v', { ':v': { N: '2' } }],
    ['size(entries) = :v', { ':v': { N: '2' } }],
    ['size(holders) = :v', { ':v': { N: '1' } }],
    ['bytes = :v', { ':v': { B: new Uint8Array([1, 2, 3]) } }],
    ['ok = :v', { ':v': { BOOL: true } }],
    ['nil = :v', { ':v': { NULL: true } }],
    ['NOT (#n = :v) OR holders.shop.fence = :w', { ':v': { S: 'shop' }, ':w': { N: '3' } }],
    ['tags = :v', { ':v': { SS: ['y', 'x'] } }],
    ['contains(entries, :v)', { ':v': { N: '2' } }],
    ['entries = :v', { ':v': { L: [{ S: 'one' }, { N: '2' }] } }],
    ['holders = :v', { ':v': { M: { shop: { M: { fence: { N: '3' } } } } } }],
    ['holders.shop <> :v', { ':v': { M: { fence: { N: '4' } } } }],
    ['holders.shop IN (:v, :w)', { ':v': { S: 'x' }, ':w': { M: { fence: { N: '3' } } } }],
  ])('%s holds', async (condition, values) => {
    const { holds } = await table();
    expect(await holds(condition, values)).toBe(true);
  });

  it.each<[string, Record<string, unknown> | undefined]>([
    ['attribute_not_exists(pk)', undefined],
    ['attribute_exists(holders.blog)', undefined],
    ['absent = :v', { ':v': { S: 'blog' } }],
    ['absent > :v', { ':v': { N: '1' } }],
    ['amount = :v', { ':v': { S: '10' } }],
    ['amount < :v', { ':v': { N: '9' } }],
    ['tags = :v', { ':v': { SS: ['x'] } }],
    ['entries = :v', { ':v': { L: [{ N: '2' }, { S: 'one' }] } }],
    ['holders = :v', { ':v': { M: {} } }],
    ['size(absent) < :v', { ':v': { N: '1' } }],
    ['NOT attribute_exists(pk)', undefined],
    ['entries <> :v', { ':v': { L: [{ S: 'one' }, { N: '2' }] } }],
    ['holders <> :v', { ':v': { M: { shop: { M: { fence: { N: '3' } } } } } }],
    ['contains(entries, :v)', { ':v': { S: '2' } }],
  ])('%s does not hold', async (condition, values) => {
    const { holds } = await table();
    expect(await holds(condition, values)).toBe(false);
  });

  it('sees an item that is not there as one without attributes', async () => {
    const { holds } = await table();
    expect(await holds('attribute_exists(pk)', undefined, 'b')).toBe(false);
    expect(await holds('attribute_not_exists(pk)', undefined, 'b')).toBe(true);
  });
});
