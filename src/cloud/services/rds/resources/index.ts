import type { ResourceType } from '../../../kernel/service.ts';
import { dbClusterType } from './db-cluster.ts';
import { dbInstanceType } from './db-instance.ts';
import { dbSubnetGroupType } from './db-subnet-group.ts';

export const rdsResourceTypes: readonly ResourceType[] = [dbClusterType, dbInstanceType, dbSubnetGroupType];
