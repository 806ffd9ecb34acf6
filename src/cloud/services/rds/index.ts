import * as schemas from '@aws-sdk/client-rds';
import type { Service } from '../../kernel/service.ts';
import { describeDbClusters } from './describe-db-clusters.ts';
import { describeDbInstances } from './describe-db-instances.ts';
import { describeDbClusterSnapshots, describeDbSnapshots } from './describe-db-snapshots.ts';
import { describeDbSubnetGroups } from './describe-db-subnet-groups.ts';

export { rdsResourceTypes } from './resources/index.ts';

export const rds: Service = {
  signingName: 'rds',
  schemas,
  operations: {
    DescribeDBClusterSnapshots: describeDbClusterSnapshots,
    DescribeDBClusters: describeDbClusters,
    DescribeDBInstances: describeDbInstances,
    DescribeDBSnapshots: describeDbSnapshots,
    DescribeDBSubnetGroups: describeDbSubnetGroups,
  },
};
