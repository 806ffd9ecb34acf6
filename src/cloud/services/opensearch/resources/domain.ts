import { AwsError } from '../../../kernel/errors.ts';
import { isTrue, number, text } from '../../../kernel/property-values.ts';
import type { ResourceContext } from '../../../kernel/service.ts';
import { checkedType, type ResourceRequest } from '../../../resource-types/checked-type.ts';
import { genericResources } from '../../../resource-types/generic-registry.ts';

type Properties = Readonly<Record<string, unknown>>;

const ZONE_WORDS: Readonly<Record<number, string>> = { 1: 'one', 2: 'two', 3: 'three' };
const PASSWORD = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^A-Za-z0-9]).{8,128}$/s;

/** AWS::OpenSearchService::Domain: `Ref` is the name. */
export const domainType = checkedType({
  typeName: 'AWS::OpenSearchService::Domain',
  async check(request) {
    checkVersion(request);
    checkZones(request);
    checkUsers(request);
    checkLogs(request);
  },
  async attributes({ physicalId }, { properties, previous, context }) {
    if (previous !== undefined) return {};
    const isPrivate = properties.VPCOptions !== undefined;
    const own = context.kernel.random.upper(26).toLowerCase();
    const host = `${isPrivate ? 'vpc' : 'search'}-${physicalId}-${own}.${context.region}.es.amazonaws.com`;
    const arn = `arn:aws:es:${context.region}:${context.account}:domain/${physicalId}`;
    return {
      Arn: arn,
      DomainArn: arn,
      DomainEndpoint: host,
      DomainEndpoints: isPrivate ? { vpc: host } : {},
      Id: `${context.account}/${physicalId}`,
    };
  },
});

function checkVersion({ properties }: ResourceRequest): void {
  const version = text(properties, 'EngineVersion');
  if (version === undefined || /^(OpenSearch|Elasticsearch)_\d+\.\d+$/.test(version)) return;
  throw invalid(`Invalid engine version: ${version}`);
}

function checkZones({ properties }: ResourceRequest): void {
  const cluster = partOf(properties, 'ClusterConfig');
  const isSpread = isTrue(cluster, 'ZoneAwarenessEnabled');
  const zones = isSpread ? (number(partOf(cluster, 'ZoneAwarenessConfig'), 'AvailabilityZoneCount') ?? 2) : 1;
  const word = ZONE_WORDS[zones] ?? String(zones);
  const nodes = number(cluster, 'InstanceCount') ?? 1;
  if (nodes % zones !== 0) {
    throw invalid(
      `You must choose a number of data nodes that is a multiple of ${word} for ${word} Availability Zones.`,
    );
  }
  if (properties.VPCOptions === undefined) return;
  const subnets = (partOf(properties, 'VPCOptions').SubnetIds as readonly string[] | undefined) ?? [];
  if (subnets.length === zones) return;
  const because = isSpread ? ` because you've set zone count to ${word}` : '';
  throw invalid(`You must specify exactly ${word} subnet${zones === 1 ? '' : 's'}${because}.`);
}

function checkUsers({ properties }: ResourceRequest): void {
  const security = partOf(properties, 'AdvancedSecurityOptions');
  if (!isTrue(security, 'Enabled')) return;
  const isSafe =
    isTrue(partOf(properties, 'DomainEndpointOptions'), 'EnforceHTTPS') &&
    isTrue(partOf(properties, 'NodeToNodeEncryptionOptions'), 'Enabled') &&
    isTrue(partOf(properties, 'EncryptionAtRestOptions'), 'Enabled');
  if (!isSafe) {
    throw invalid(
      'You must enable node-to-node encryption, encryption at rest and HTTPS enforcement to use advanced security options.',
    );
  }
  const password = text(partOf(security, 'MasterUserOptions'), 'MasterUserPassword');
  if (password === undefined || PASSWORD.test(password)) return;
  throw invalid(
    'The master user password must contain at least one uppercase letter, one lowercase letter, one number, and one special character.',
  );
}

function checkLogs({ properties, context }: ResourceRequest): void {
  for (const log of Object.values(partOf(properties, 'LogPublishingOptions')) as readonly Properties[]) {
    const arn = text(log, 'CloudWatchLogsLogGroupArn');
    if (!isTrue(log, 'Enabled') || arn === undefined || mayWrite(context)) continue;
    throw invalid(
      `The Resource Access Policy specified for the CloudWatch Logs log group ${arn.split(':')[6]} does not grant sufficient permissions for Amazon OpenSearch Service to create a log stream. Please check the Resource Access Policy.`,
    );
  }
}

function mayWrite(context: ResourceContext): boolean {
  return genericResources(context.kernel, context, 'AWS::Logs::ResourcePolicy').some(({ properties }) =>
    JSON.stringify(properties.PolicyDocument).includes('es.amazonaws.com'),
  );
}

function partOf(properties: Properties, name: string): Properties {
  return (properties[name] as Properties | undefined) ?? {};
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
