import { parse as parseYaml } from 'yaml';
import { AwsError } from '../../../kernel/errors.ts';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { tagList } from './tag-list.ts';

type Properties = Record<string, unknown>;

/** AWS::StepFunctions::StateMachine. */
export const stateMachine: ResourceType = {
  typeName: 'AWS::StepFunctions::StateMachine',
  timing: 'model',
  async create(properties, context) {
    const name = (properties.StateMachineName as string | undefined) ?? context.physicalName(80);
    const input = {
      name,
      type: properties.StateMachineType ?? 'STANDARD',
      ...(await configuration(properties, context)),
      tags: tagList(properties, context),
    };
    const made = await context.kernel.invoke<{ stateMachineArn: string }>(
      'states',
      'CreateStateMachine',
      input,
      context,
    );
    return resourceOf(made.stateMachineArn, 'INITIAL');
  },
  async update({ physicalId }, properties, _previous, context) {
    const input = { stateMachineArn: physicalId, ...(await configuration(properties, context)) };
    const { revisionId } = await context.kernel.invoke<{ revisionId: string }>(
      'states',
      'UpdateStateMachine',
      input,
      context,
    );
    const tags = tagList(properties, context);
    await context.kernel.invoke('states', 'TagResource', { resourceArn: physicalId, tags }, context);
    return resourceOf(physicalId, revisionId);
  },
  async delete({ physicalId }, _properties, context) {
    await context.kernel.invoke('states', 'DeleteStateMachine', { stateMachineArn: physicalId }, context);
  },
};

function resourceOf(arn: string, revisionId: string): CreatedResource {
  return {
    physicalId: arn,
    attributes: { Arn: arn, Name: arn.split(':').at(-1)!, StateMachineRevisionId: revisionId },
  };
}

/** The members that creation and update share, with the API's names. */
async function configuration(properties: Properties, context: ResourceContext): Promise<Properties> {
  const logging = properties.LoggingConfiguration;
  const tracing = properties.TracingConfiguration as { Enabled?: boolean } | undefined;
  return {
    definition: substituted(await definitionText(properties, context), properties),
    roleArn: properties.RoleArn,
    ...(logging === undefined ? {} : { loggingConfiguration: loggingConfiguration(logging as Logging) }),
    ...(tracing === undefined ? {} : { tracingConfiguration: { enabled: isTrue(tracing.Enabled) } }),
  };
}

async function definitionText(properties: Properties, context: ResourceContext): Promise<string> {
  const { Definition, DefinitionString, DefinitionS3Location } = properties;
  if (DefinitionString !== undefined) return DefinitionString as string;
  if (Definition !== undefined) return JSON.stringify(Definition);
  if (DefinitionS3Location !== undefined) return definitionFromS3(DefinitionS3Location as S3Location, context);
  throw new AwsError('ValidationException', 'Definition, DefinitionString or DefinitionS3Location is required');
}

interface S3Location {
  readonly Bucket: string;
  readonly Key: string;
  readonly Version?: string;
}

/** A definition in S3 is JSON or YAML. */
async function definitionFromS3({ Bucket, Key, Version }: S3Location, context: ResourceContext): Promise<string> {
  const input = { Bucket, Key, ...(Version === undefined ? {} : { VersionId: Version }) };
  const { Body } = await context.kernel.invoke<{ Body: Uint8Array }>('s3', 'GetObject', input, context);
  return JSON.stringify(parseYaml(Buffer.from(Body).toString('utf8')));
}

/** DefinitionSubstitutions: replaces `${Name}` by its value, in JSON unless it is text. */
function substituted(text: string, properties: Properties): string {
  const values = (properties.DefinitionSubstitutions ?? {}) as Record<string, unknown>;
  return text.replace(/\$\{([A-Za-z0-9_]+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? escaped(values[name]) : placeholder,
  );
}

/** Placeholders are inside JSON strings. */
function escaped(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value).slice(1, -1) : String(value);
}

interface Logging {
  readonly Level?: string;
  readonly IncludeExecutionData?: boolean | string;
  readonly Destinations?: readonly { readonly CloudWatchLogsLogGroup?: { readonly LogGroupArn?: string } }[];
}

function loggingConfiguration({ Level, IncludeExecutionData, Destinations = [] }: Logging): object {
  return {
    level: Level ?? 'OFF',
    includeExecutionData: isTrue(IncludeExecutionData),
    destinations: Destinations.map(({ CloudWatchLogsLogGroup }) => ({
      cloudWatchLogsLogGroup: { logGroupArn: CloudWatchLogsLogGroup?.LogGroupArn },
    })),
  };
}

/** Templates may write booleans as text. */
function isTrue(value: boolean | string | undefined): boolean {
  return value === true || value === 'true';
}
