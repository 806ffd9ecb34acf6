import type { Filter } from '@aws-sdk/client-rds';
import { AwsError } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import { isTrue, number, text } from '../../kernel/property-values.ts';
import type { Call } from '../../kernel/service.ts';
import { type GenericResource, genericResources } from '../../resource-types/generic-registry.ts';

const RECORDS_MAX = 100;

export interface DescribeRequest {
  /** The requested name or ARN. */
  readonly identifier: string | undefined;
  readonly Filters?: readonly Filter[] | undefined;
  readonly MaxRecords?: number | undefined;
  readonly Marker?: string | undefined;
}

/** The generic resources of one type, with the values that filters match. */
export interface DescribedType {
  readonly typeName: string;
  readonly filters: Readonly<Record<string, (resource: GenericResource) => string | undefined>>;
  readonly notFound: (identifier: string) => AwsError;
}

/** One page of the requested resources. Throws the type's own error when a named one does not exist. */
export function described(
  { typeName, filters, notFound }: DescribedType,
  request: DescribeRequest,
  call: Call,
): { resources: readonly GenericResource[]; next: { Marker?: string } } {
  const all = genericResources(call.kernel, call, typeName);
  // Identifiers are stored in lower case and matched case-insensitively.
  const wanted = request.identifier?.split(':').at(-1)?.toLowerCase();
  const named = wanted === undefined ? all : all.filter(({ physicalId }) => physicalId.toLowerCase() === wanted);
  if (wanted !== undefined && named.length === 0) throw notFound(request.identifier!);
  const matching = (request.Filters ?? []).reduce((left, { Name = '', Values = [] }) => {
    const read = filters[Name];
    if (read === undefined) throw new AwsError('InvalidParameterValue', `Unrecognized filter name: ${Name}`);
    return left.filter((resource) => Values.includes(read(resource) ?? ''));
  }, named);
  const { items, nextToken } = page(matching, {
    limit: request.MaxRecords ?? RECORDS_MAX,
    token: request.Marker,
    errorCode: 'InvalidParameterValue',
  });
  return { resources: items, next: nextToken === undefined ? {} : { Marker: nextToken } };
}

export function textOf({ properties }: GenericResource, name: string): string | undefined {
  return text(properties, name);
}

export function numberOf({ properties }: GenericResource, name: string): number | undefined {
  return number(properties, name);
}

export function isSet({ properties }: GenericResource, name: string): boolean {
  return isTrue(properties, name);
}

/** The members that descriptions of instances, clusters and snapshots share. */
export function databaseFacts(resource: GenericResource) {
  return {
    Engine: textOf(resource, 'Engine'),
    EngineVersion: textOf(resource, 'EngineVersion'),
    MasterUsername: textOf(resource, 'MasterUsername'),
    KmsKeyId: textOf(resource, 'KmsKeyId'),
    TagList: tagList(resource),
  };
}

/** The members that descriptions of instances and clusters share. */
export function serverFacts(resource: GenericResource) {
  return {
    ...databaseFacts(resource),
    MasterUserSecret: masterUserSecret(resource),
    StorageEncrypted: isSet(resource, 'StorageEncrypted'),
    DeletionProtection: isSet(resource, 'DeletionProtection'),
    BackupRetentionPeriod: numberOf(resource, 'BackupRetentionPeriod') ?? 1,
  };
}

export function listOf({ properties }: GenericResource, name: string): string[] {
  return ((properties[name] as readonly unknown[] | undefined) ?? []).map(String);
}

/** The secret of the master user whose password RDS manages. */
function masterUserSecret(resource: GenericResource) {
  if (!isSet(resource, 'ManageMasterUserPassword')) return undefined;
  const configured = resource.properties.MasterUserSecret as { KmsKeyId?: string } | undefined;
  const SecretArn = String(resource.attributes['MasterUserSecret.SecretArn']);
  return { SecretArn, SecretStatus: 'active', KmsKeyId: configured?.KmsKeyId };
}

function tagList({ tags, properties }: GenericResource): { Key: string; Value: string }[] {
  const own = (properties.Tags as { Key: string; Value: string }[] | undefined) ?? [];
  const all = new Map([...Object.entries(tags), ...own.map(({ Key, Value }): [string, string] => [Key, Value])]);
  return [...all].map(([Key, Value]) => ({ Key, Value }));
}

/** The VPC security groups of a database. */
export function securityGroups({ properties }: GenericResource, name: string) {
  const ids = (properties[name] as readonly string[] | undefined) ?? [];
  return ids.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId, Status: 'active' }));
}
