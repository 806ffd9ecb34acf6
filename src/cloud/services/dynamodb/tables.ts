import type {
  CreateTableCommandInput,
  DeleteTableCommandInput,
  DescribeTableCommandInput,
  ListTablesCommandInput,
  UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { AwsError } from '../../kernel/errors.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { findTable, type TableRecord, tableNameOf, tableStore } from './table-store.ts';
import { updateIndexes } from './update-indexes.ts';

type Json = Record<string, unknown>;

const TABLES_PER_PAGE_MAX = 100;

export const tableOperations: Readonly<Record<string, Operation>> = {
  async CreateTable(input: CreateTableCommandInput, call: Call) {
    return { TableDescription: await createTable(input, call, call.kernel.durations.seconds('table creation')) };
  },
  async DeleteTable(input: DeleteTableCommandInput, call: Call) {
    return { TableDescription: await deleteTable(input, call) };
  },
  async DescribeTable(input: DescribeTableCommandInput, call: Call) {
    return { Table: await describeTable(input.TableName!, call) };
  },
  async UpdateTable(input: UpdateTableCommandInput, call: Call) {
    return { TableDescription: await updateTable(input, call) };
  },
  ListTables: listTables,
};

/** Creates the table, which is CREATING and refuses item operations for `creationSeconds`. */
export async function createTable(input: CreateTableCommandInput, call: Call, creationSeconds: number) {
  const { engine, tables } = tableStore(call.kernel, call);
  const name = tableNameOf(input.TableName!);
  const nowMs = call.kernel.clock.now();
  if (tables.has(name)) throw new AwsError('ResourceInUseException', `Table already exists: ${name}`);
  const record: TableRecord = {
    name,
    arn: `arn:aws:dynamodb:${call.region}:${call.account}:table/${name}`,
    id: call.kernel.random.uuid(),
    createdAtMs: nowMs,
    streamLabel: new Date(nowMs).toISOString().slice(0, -1),
    readyAtMs: nowMs + creationSeconds * 1000,
    tags: new Map((input.Tags ?? []).map((tag) => [tag.Key!, tag.Value!])),
    isProtected: input.DeletionProtectionEnabled ?? false,
    tableClass: input.TableClass,
    encryption: input.SSESpecification,
    stream: input.StreamSpecification,
    timeToLive: undefined,
    recoveryPeriodDays: undefined,
    policy: input.ResourcePolicy ? { text: input.ResourcePolicy, revisionId: String(nowMs) } : undefined,
  };
  await engine.run('CreateTable', { ...input, TableName: name });
  tables.set(name, record);
  await engine.settled(name);
  return describeTable(name, call);
}

/** Deletes the table at once; refuses a protected one. */
export async function deleteTable(input: DeleteTableCommandInput, call: Call) {
  const table = findTable(input.TableName!, call);
  const { engine, tables } = tableStore(call.kernel, call);
  if (table.isProtected) {
    throw new AwsError(
      'ValidationException',
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    );
  }
  if (table.readyAtMs > call.kernel.clock.now()) {
    throw new AwsError(
      'ResourceInUseException',
      `Attempt to change a resource which is still in use: Table is being created: ${table.name}`,
    );
  }
  const description = await describeTable(table.name, call);
  await engine.run('DeleteTable', { TableName: table.name });
  await engine.settled(table.name);
  tables.delete(table.name);
  return { ...description, TableStatus: 'DELETING' };
}

export async function updateTable(input: UpdateTableCommandInput, call: Call) {
  const table = findTable(input.TableName!, call);
  const { engine } = tableStore(call.kernel, call);
  if (table.readyAtMs > call.kernel.clock.now()) {
    throw new AwsError('ResourceInUseException', `Attempt to change a resource which is still in use: ${table.name}`);
  }
  if (input.BillingMode !== undefined || input.ProvisionedThroughput !== undefined) {
    const { BillingMode, ProvisionedThroughput } = input;
    await engine.run('UpdateTable', { TableName: table.name, BillingMode, ProvisionedThroughput });
    await engine.settled(table.name);
  }
  await updateIndexes(engine, table.name, input);
  table.isProtected = input.DeletionProtectionEnabled ?? table.isProtected;
  table.tableClass = input.TableClass ?? table.tableClass;
  table.encryption = input.SSESpecification ?? table.encryption;
  table.stream = input.StreamSpecification ?? table.stream;
  return describeTable(table.name, call);
}

export async function describeTable(nameOrArn: string, call: Call): Promise<Json> {
  const table = findTable(nameOrArn, call);
  const { Table } = (await tableStore(call.kernel, call).engine.run('DescribeTable', { TableName: table.name })) as {
    Table: Json;
  };
  const isReady = table.readyAtMs <= call.kernel.clock.now();
  const status = isReady ? 'ACTIVE' : 'CREATING';
  const indexes = Table.GlobalSecondaryIndexes as Json[] | undefined;
  return {
    ...Table,
    ...(indexes && { GlobalSecondaryIndexes: indexes.map((index) => ({ ...index, IndexStatus: status })) }),
    ...billing(Table, table),
    TableStatus: status,
    TableArn: table.arn,
    TableId: table.id,
    CreationDateTime: new Date(table.createdAtMs),
    DeletionProtectionEnabled: table.isProtected,
    ...(table.tableClass && { TableClassSummary: { TableClass: table.tableClass } }),
    ...encryption(table, call),
    ...(table.stream?.StreamEnabled && {
      StreamSpecification: table.stream,
      LatestStreamLabel: table.streamLabel,
      LatestStreamArn: streamArn(table),
    }),
  };
}

export function streamArn(table: TableRecord): string {
  return `${table.arn}/stream/${table.streamLabel}`;
}

function billing(description: Json, table: TableRecord): Json {
  const mode = (description.BillingModeSummary as Json | undefined)?.BillingMode;
  if (mode !== 'PAY_PER_REQUEST') return {};
  const since = new Date(table.createdAtMs);
  return {
    BillingModeSummary: { BillingMode: mode, LastUpdateToPayPerRequestDateTime: since },
    TableThroughputModeSummary: undefined,
  };
}

function encryption(table: TableRecord, call: Call): Json {
  if (table.encryption?.Enabled !== true) return {};
  const key = table.encryption.KMSMasterKeyId ?? 'alias/aws/dynamodb';
  const KMSMasterKeyArn = key.startsWith('arn:')
    ? key
    : `arn:aws:kms:${call.region}:${call.account}:${key.startsWith('alias/') ? key : `key/${key}`}`;
  return { SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn } };
}

function listTables(input: ListTablesCommandInput, call: Call) {
  const start = input.ExclusiveStartTableName ?? '';
  const names = [...tableStore(call.kernel, call).tables.keys()].sort().filter((name) => name > start);
  const TableNames = names.slice(0, input.Limit ?? TABLES_PER_PAGE_MAX);
  return { TableNames, LastEvaluatedTableName: names.length > TableNames.length ? TableNames.at(-1) : undefined };
}
