import type { ResourceType } from '../../kernel/service.ts';
import { cacheClusterType } from './resources/cache-cluster.ts';
import { replicationGroupType } from './resources/replication-group.ts';
import { subnetGroupType } from './resources/subnet-group.ts';

export const elasticacheResourceTypes: readonly ResourceType[] = [
  cacheClusterType,
  replicationGroupType,
  subnetGroupType,
];
