import { AwsError } from '../../../kernel/errors.ts';
import { number, text } from '../../../kernel/property-values.ts';
import { checkedType } from '../../../resource-types/checked-type.ts';
import { cacheHost } from './endpoints.ts';
import { checkSubnetGroup } from './subnet-group.ts';

const PORTS: Readonly<Record<string, number>> = { memcached: 11211, redis: 6379, valkey: 6379 };

/** AWS::ElastiCache::CacheCluster: `Ref` is the id. */
export const cacheClusterType = checkedType({
  typeName: 'AWS::ElastiCache::CacheCluster',
  async check(request) {
    checkSubnetGroup(request);
    const nodes = number(request.properties, 'NumCacheNodes') ?? 1;
    if (text(request.properties, 'AZMode') === 'cross-az' && nodes < 2) {
      const message = 'Invalid AZMode: cross-az is not allowed with a single cache node.';
      throw new AwsError('InvalidParameterCombination', message);
    }
  },
  async attributes({ physicalId }, { properties, previous, context }) {
    if (previous !== undefined) return {};
    const engine = text(properties, 'Engine') ?? '';
    const port = String(number(properties, 'Port') ?? PORTS[engine]);
    const own = context.kernel.random.hex(6);
    return {
      'ConfigurationEndpoint.Address': cacheHost([physicalId, own, 'cfg'], context),
      'ConfigurationEndpoint.Port': port,
      'RedisEndpoint.Address': cacheHost([physicalId, own, '0001'], context),
      'RedisEndpoint.Port': port,
    };
  },
});
