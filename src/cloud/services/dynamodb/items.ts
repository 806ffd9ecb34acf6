import { AwsError } from '../../kernel/errors.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { fromJson, toJson } from './attribute-json.ts';
import { tableNameOf, tableStore } from './table-store.ts';

type Json = Record<string, unknown>;

/** Operations on items, which dynalite carries out. */
export const itemOperations: Readonly<Record<string, Operation>> = {
  GetItem: (input: Json, call: Call) => read('GetItem', input, call),
  Query: (input: Json, call: Call) => read('Query', input, call),
  Scan: (input: Json, call: Call) => read('Scan', input, call),
  BatchGetItem: (input: Json, call: Call) => read('BatchGetItem', input, call),
  PutItem: (input: Json, call: Call) => write('PutItem', input, call),
  UpdateItem: (input: Json, call: Call) => write('UpdateItem', input, call),
  DeleteItem: (input: Json, call: Call) => write('DeleteItem', input, call),
  BatchWriteItem: batchWriteItem,
};

async function read(operation: string, input: Json, call: Call) {
  const request = requestOf(input, call);
  return fromJson(await tableStore(call.kernel, call).engine.run(operation, request));
}

/** Writes to a table go one after the other, so that a refused condition can show the item that refused it. */
async function write(operation: string, input: Json, call: Call) {
  const request = requestOf(input, call);
  await call.kernel.clock.sleep(call.kernel.durations.seconds('table write'));
  const { engine } = tableStore(call.kernel, call);
  return engine.exclusive(String(request.TableName), async (act) => {
    try {
      return fromJson(await act(operation, request));
    } catch (error) {
      if (!isRefusedCondition(error) || request.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') throw error;
      const Key = request.Key ?? (await keyOf(request, () => act('DescribeTable', { TableName: request.TableName })));
      const { Item } = await act('GetItem', { TableName: request.TableName, Key, ConsistentRead: true });
      throw new AwsError(error.code, error.message, error.status, Item === undefined ? {} : { Item: fromJson(Item) });
    }
  });
}

async function batchWriteItem(input: Json, call: Call) {
  const request = requestOf(input, call);
  await call.kernel.clock.sleep(call.kernel.durations.seconds('table write'));
  return fromJson(await tableStore(call.kernel, call).engine.run('BatchWriteItem', request));
}

function isRefusedCondition(error: unknown): error is AwsError {
  return error instanceof AwsError && error.code === 'ConditionalCheckFailedException';
}

async function keyOf(request: Json, describe: () => Promise<Json>): Promise<Json> {
  const { Table } = (await describe()) as { Table: { KeySchema: { AttributeName: string }[] } };
  const item = request.Item as Json;
  return Object.fromEntries(Table.KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]));
}

/** In JSON form, with table names instead of ARNs. Throws for tables that do not exist or are not active yet. */
function requestOf(input: Json, call: Call): Json {
  const request = toJson(input) as Json;
  if (typeof request.TableName === 'string') request.TableName = tableNameOf(request.TableName);
  const items = request.RequestItems;
  if (typeof items === 'object' && items !== null) {
    const byName = Object.entries(items).map(([table, requests]) => [tableNameOf(table), requests]);
    request.RequestItems = Object.fromEntries(byName);
  }
  const names = items ? Object.keys(request.RequestItems as Json) : [String(request.TableName)];
  for (const name of names) checkReady(name, call);
  return request;
}

function checkReady(name: string, call: Call): void {
  const table = tableStore(call.kernel, call).tables.get(name);
  if (table === undefined || table.readyAtMs > call.kernel.clock.now()) {
    throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
  }
}
