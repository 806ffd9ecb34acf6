import { AwsError } from '../../../kernel/errors.ts';
import { isTrue, number, text } from '../../../kernel/property-values.ts';
import type { CreatedResource, ResourceContext } from '../../../kernel/service.ts';
import { checkedType, type ResourceRequest } from '../../../resource-types/checked-type.ts';
import { cacheHost } from './endpoints.ts';
import { checkSubnetGroup } from './subnet-group.ts';

const PASSWORD_LENGTH_MIN = 16;
const PASSWORD_LENGTH_MAX = 128;
const PORT_DEFAULT = 6379;

type Properties = Readonly<Record<string, unknown>>;

/** AWS::ElastiCache::ReplicationGroup: `Ref` is the id. */
export const replicationGroupType = checkedType({
  typeName: 'AWS::ElastiCache::ReplicationGroup',
  async check(request) {
    checkSubnetGroup(request);
    checkNodes(request);
    checkEncryption(request);
  },
  async attributes(resource, { properties, previous, context }) {
    return previous === undefined ? endpoints(resource, properties, context) : {};
  },
});

function checkNodes({ properties }: ResourceRequest): void {
  const isClustered = number(properties, 'NumNodeGroups') !== undefined;
  const replicas = number(properties, 'ReplicasPerNodeGroup');
  const nodes = isClustered ? 1 + (replicas ?? 0) : (number(properties, 'NumCacheClusters') ?? 1);
  const failsOver = isTrue(properties, 'AutomaticFailoverEnabled');
  if (failsOver && !isClustered && nodes < 2) {
    throw invalidCombination(
      'When using automatic failover, there must be at least 2 cache clusters in the replication group.',
    );
  }
  if (isTrue(properties, 'MultiAZEnabled') && !failsOver) {
    throw invalidCombination('Must specify automatic failover for enabling MultiAZ.');
  }
}

function checkEncryption({ properties }: ResourceRequest): void {
  const password = text(properties, 'AuthToken');
  if (password !== undefined && !isTrue(properties, 'TransitEncryptionEnabled')) {
    throw invalidCombination('The AUTH token is only supported when encryption-in-transit is enabled.');
  }
  if (password !== undefined && (password.length < PASSWORD_LENGTH_MIN || password.length > PASSWORD_LENGTH_MAX)) {
    throw new AwsError(
      'InvalidParameterValue',
      'Invalid AuthToken provided. AUTH token must be at least 16 and no more than 128 characters in length.',
    );
  }
  if (text(properties, 'KmsKeyId') !== undefined && !isTrue(properties, 'AtRestEncryptionEnabled')) {
    throw invalidCombination('Please enable encryption at rest to use Customer Managed CMK');
  }
}

/** A group of several shards has a configuration endpoint; any other has a primary and a reader endpoint. */
function endpoints({ physicalId }: CreatedResource, properties: Properties, context: ResourceContext): Properties {
  const own = context.kernel.random.hex(6);
  const port = String(number(properties, 'Port') ?? PORT_DEFAULT);
  const hasTls = isTrue(properties, 'TransitEncryptionEnabled');
  const nameFor = (tls: readonly string[], plain: readonly string[]) => cacheHost(hasTls ? tls : plain, context);
  return {
    'PrimaryEndPoint.Address': nameFor(['master', physicalId, own], [physicalId, own, 'ng', '0001']),
    'PrimaryEndPoint.Port': port,
    'ReaderEndPoint.Address': nameFor(['replica', physicalId, own], [`${physicalId}-ro`, own, 'ng', '0001']),
    'ReaderEndPoint.Port': port,
    'ConfigurationEndPoint.Address': nameFor(['clustercfg', physicalId, own], [physicalId, own, 'clustercfg']),
    'ConfigurationEndPoint.Port': port,
  };
}

function invalidCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombination', message);
}
