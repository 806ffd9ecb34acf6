import * as schemas from '@aws-sdk/client-rds';
import type { Service } from '../../kernel/service.ts';
import { describeDbClusters } from './describe-db-clusters.ts';
import { describeDbInstances } from './describe-db-instances.ts';
import { describeDbSubnetGroups } from './describe-db-subnet-groups.ts';

export const rds: Service = {
  signingName: 'rds',
  schemas,
  operations: {
    DescribeDBClusters: describeDbClusters,
    DescribeDBInstances: describeDbInstances,
    DescribeDBSubnetGroups: describeDbSubnetGroups,
  },
};
