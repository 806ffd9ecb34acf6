import type { GlobalSecondaryIndexUpdate, UpdateTableCommandInput } from '@aws-sdk/client-dynamodb';
import type { DynaliteTable } from 'dynalite/db/index.js';
import { AwsError } from '../../kernel/errors.ts';
import type { Engine } from './engine.ts';

/** Creates and deletes global secondary indexes. As on AWS, one request may create or delete one index. */
export async function updateIndexes(engine: Engine, tableName: string, input: UpdateTableCommandInput): Promise<void> {
  const updates = input.GlobalSecondaryIndexUpdates ?? [];
  if (updates.filter(({ Create, Delete }) => Create ?? Delete).length > 1) {
    throw new AwsError(
      'LimitExceededException',
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    );
  }
  for (const update of updates) {
    if (update.Delete !== undefined) {
      const indexName = update.Delete.IndexName!;
      await engine.changeIndexes(tableName, (table) => removeIndex(table, indexName));
      await engine.dropIndex(tableName, indexName);
    } else if (update.Create !== undefined) {
      const create = update.Create;
      await engine.changeIndexes(tableName, (table) => addIndex(table, create, input.AttributeDefinitions ?? []));
    }
  }
}

function removeIndex(table: DynaliteTable, indexName: string): undefined {
  const indexes = table.GlobalSecondaryIndexes ?? [];
  if (!indexes.some(({ IndexName }) => IndexName === indexName)) {
    throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
  }
  table.GlobalSecondaryIndexes = indexes.filter(({ IndexName }) => IndexName !== indexName);
  if (table.GlobalSecondaryIndexes.length === 0) delete table.GlobalSecondaryIndexes;
}

function addIndex(
  table: DynaliteTable,
  create: NonNullable<GlobalSecondaryIndexUpdate['Create']>,
  definitions: NonNullable<UpdateTableCommandInput['AttributeDefinitions']>,
): Record<string, unknown> {
  const indexes = table.GlobalSecondaryIndexes ?? [];
  if (indexes.some(({ IndexName }) => IndexName === create.IndexName)) {
    throw new AwsError(
      'ValidationException',
      `Attempting to create an index which already exists: ${create.IndexName}`,
    );
  }
  for (const { AttributeName, AttributeType } of definitions) {
    if (table.AttributeDefinitions.some((known) => known.AttributeName === AttributeName)) continue;
    table.AttributeDefinitions.push({ AttributeName: AttributeName!, AttributeType: AttributeType! });
  }
  const known = new Set(table.AttributeDefinitions.map(({ AttributeName }) => AttributeName));
  const undefinedKey = create.KeySchema?.find(({ AttributeName }) => !known.has(AttributeName!));
  if (undefinedKey !== undefined) {
    throw new AwsError(
      'ValidationException',
      `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${undefinedKey.AttributeName}]`,
    );
  }
  const index = {
    ...create,
    IndexArn: `${table.TableArn}/index/${create.IndexName}`,
    IndexStatus: 'ACTIVE',
    IndexSizeBytes: 0,
    ItemCount: 0,
    ProvisionedThroughput: {
      ReadCapacityUnits: 0,
      WriteCapacityUnits: 0,
      ...create.ProvisionedThroughput,
      NumberOfDecreasesToday: 0,
    },
  };
  table.GlobalSecondaryIndexes = [...indexes, index];
  return index;
}
