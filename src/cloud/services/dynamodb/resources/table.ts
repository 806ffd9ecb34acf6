import type {
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  LocalSecondaryIndex,
  ProvisionedThroughput,
  SSESpecification,
  UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { AwsError } from '../../../kernel/errors.ts';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { findTable } from '../table-store.ts';
import { createTable, deleteTable, describeTable, streamArn, updateTable } from '../tables.ts';

type Properties = Record<string, unknown>;

const NAME_LENGTH_MAX = 255;
const RECOVERY_PERIOD_DAYS = 35;

/** AWS::DynamoDB::Table. `Ref` is the table's name. */
export const tableResource: ResourceType = {
  typeName: 'AWS::DynamoDB::Table',
  timing: 'model',
  async create(properties, context) {
    const TableName = String(properties.TableName ?? context.physicalName(NAME_LENGTH_MAX));
    // CloudFormation's engine has already waited for the creation's modelled time.
    await createTable(definitionOf(properties, TableName), context, 0);
    return record(TableName, properties, context);
  },
  async update(resource, properties, previous, context) {
    const TableName = resource.physicalId;
    const definition = definitionOf(properties, TableName);
    for (const GlobalSecondaryIndexUpdates of indexUpdates(properties, previous)) {
      const { AttributeDefinitions } = definition;
      await updateTable({ TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates }, context);
    }
    await updateTable(await settingsUpdate(definition, context), context);
    return record(TableName, properties, context);
  },
  async delete(resource, _properties, context) {
    try {
      await deleteTable({ TableName: resource.physicalId }, context);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error;
    }
  },
};

function definitionOf(properties: Properties, TableName: string): CreateTableCommandInput {
  const indexes = someOf(properties.GlobalSecondaryIndexes as GlobalSecondaryIndex[] | undefined);
  return {
    TableName,
    KeySchema: properties.KeySchema as CreateTableCommandInput['KeySchema'],
    AttributeDefinitions: properties.AttributeDefinitions as CreateTableCommandInput['AttributeDefinitions'],
    BillingMode: properties.BillingMode as CreateTableCommandInput['BillingMode'],
    ProvisionedThroughput: throughput(properties.ProvisionedThroughput as ProvisionedThroughput | undefined),
    GlobalSecondaryIndexes: indexes?.map((index) => ({
      ...index,
      ProvisionedThroughput: throughput(index.ProvisionedThroughput),
    })),
    LocalSecondaryIndexes: someOf(properties.LocalSecondaryIndexes as LocalSecondaryIndex[] | undefined),
    DeletionProtectionEnabled: isTrue(properties.DeletionProtectionEnabled),
    TableClass: properties.TableClass as CreateTableCommandInput['TableClass'],
    SSESpecification: encryptionOf(properties.SSESpecification as Properties | undefined),
    StreamSpecification: streamOf(properties.StreamSpecification as Properties | undefined),
  };
}

/** A template may have an empty list of indexes, which the API refuses. */
function someOf<T>(list: T[] | undefined): T[] | undefined {
  return list?.length ? list : undefined;
}

/** Templates may write numbers as text. */
function throughput(value: ProvisionedThroughput | undefined): ProvisionedThroughput | undefined {
  if (value === undefined) return undefined;
  return {
    ReadCapacityUnits: Number(value.ReadCapacityUnits),
    WriteCapacityUnits: Number(value.WriteCapacityUnits),
  };
}

function encryptionOf(specification: Properties | undefined): SSESpecification {
  const { SSEEnabled, ...rest } = specification ?? {};
  return { Enabled: isTrue(SSEEnabled), ...rest };
}

function streamOf(specification: Properties | undefined): CreateTableCommandInput['StreamSpecification'] {
  if (specification === undefined) return undefined;
  return { StreamEnabled: true, StreamViewType: specification.StreamViewType as 'NEW_IMAGE' };
}

function isTrue(value: unknown): boolean {
  return String(value) === 'true';
}

/** One index at a time, deletions first: a changed index is deleted and created again. */
function indexUpdates(properties: Properties, previous: Properties) {
  const wanted = indexesByName(properties);
  const present = indexesByName(previous);
  const differs = (name: string) => JSON.stringify(wanted.get(name)) !== JSON.stringify(present.get(name));
  const deletions = [...present.keys()].filter(differs).map((IndexName) => [{ Delete: { IndexName } }]);
  const creations = [...wanted].filter(([name]) => differs(name)).map(([, Create]) => [{ Create }]);
  return [...deletions, ...creations];
}

function indexesByName(properties: Properties): Map<string, GlobalSecondaryIndex> {
  const indexes = (properties.GlobalSecondaryIndexes as GlobalSecondaryIndex[] | undefined) ?? [];
  return new Map(indexes.map((index) => [index.IndexName!, index]));
}

/** Billing is sent only when it changes: DynamoDB refuses a throughput that the table already has. */
async function settingsUpdate(
  definition: CreateTableCommandInput,
  context: ResourceContext,
): Promise<UpdateTableCommandInput> {
  const { TableName, DeletionProtectionEnabled, TableClass, SSESpecification, StreamSpecification } = definition;
  const described = await describeTable(TableName!, context);
  const settings = { TableName, DeletionProtectionEnabled, TableClass, SSESpecification, StreamSpecification };
  const isOnDemand = (described.BillingModeSummary as Properties | undefined)?.BillingMode === 'PAY_PER_REQUEST';
  const { BillingMode = 'PROVISIONED', ProvisionedThroughput } = definition;
  if (BillingMode === 'PAY_PER_REQUEST') return isOnDemand ? settings : { ...settings, BillingMode };
  const current = described.ProvisionedThroughput as ProvisionedThroughput;
  const isSame =
    !isOnDemand &&
    current.ReadCapacityUnits === ProvisionedThroughput?.ReadCapacityUnits &&
    current.WriteCapacityUnits === ProvisionedThroughput?.WriteCapacityUnits;
  return isSame ? settings : { ...settings, BillingMode, ProvisionedThroughput };
}

function record(name: string, properties: Properties, context: ResourceContext): CreatedResource {
  const table = findTable(name, context);
  const recovery = properties.PointInTimeRecoverySpecification as Properties | undefined;
  const timeToLive = properties.TimeToLiveSpecification as Properties | undefined;
  const policy = (properties.ResourcePolicy as Properties | undefined)?.PolicyDocument;
  table.tags = new Map(Object.entries(context.tags));
  table.recoveryPeriodDays = isTrue(recovery?.PointInTimeRecoveryEnabled)
    ? Number(recovery?.RecoveryPeriodInDays ?? RECOVERY_PERIOD_DAYS)
    : undefined;
  table.timeToLive = timeToLive && {
    Enabled: isTrue(timeToLive.Enabled),
    AttributeName: timeToLive.AttributeName as string,
  };
  table.policy =
    policy === undefined ? undefined : { text: JSON.stringify(policy), revisionId: String(context.kernel.clock.now()) };
  const stream = table.stream?.StreamEnabled ? { StreamArn: streamArn(table) } : {};
  return { physicalId: name, attributes: { Arn: table.arn, ...stream } };
}
