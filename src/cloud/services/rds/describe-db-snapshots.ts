import type { DescribeDBClusterSnapshotsMessage, DescribeDBSnapshotsMessage } from '@aws-sdk/client-rds';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import type { GenericResource } from '../../resource-types/generic-registry.ts';
import { type DescribedType, databaseFacts, described, isSet, numberOf, textOf } from './described.ts';

const SNAPSHOTS = snapshotsOf('instance', {
  typeName: 'AWS::RDS::DBInstance snapshot',
  notFound: (identifier) => new AwsError('DBSnapshotNotFound', `DBSnapshot ${identifier} not found.`, 404),
});

const CLUSTER_SNAPSHOTS = snapshotsOf('cluster', {
  typeName: 'AWS::RDS::DBCluster snapshot',
  notFound: (identifier) =>
    new AwsError('DBClusterSnapshotNotFoundFault', `DBClusterSnapshot ${identifier} not found.`, 404),
});

export function describeDbSnapshots(input: DescribeDBSnapshotsMessage, call: Call) {
  const request = { ...input, identifier: input.DBSnapshotIdentifier };
  const { resources, next } = described(SNAPSHOTS, request, call);
  const ofInstance = wantedSource(input.DBInstanceIdentifier);
  const DBSnapshots = resources.filter(ofInstance).map((snapshot) => ({
    ...shown(snapshot),
    DBSnapshotIdentifier: snapshot.physicalId,
    DBSnapshotArn: `arn:aws:rds:${call.region}:${call.account}:snapshot:${snapshot.physicalId}`,
    DBInstanceIdentifier: textOf(snapshot, 'Source'),
    Encrypted: isSet(snapshot, 'StorageEncrypted'),
  }));
  return { DBSnapshots, ...next };
}

export function describeDbClusterSnapshots(input: DescribeDBClusterSnapshotsMessage, call: Call) {
  const request = { ...input, identifier: input.DBClusterSnapshotIdentifier };
  const { resources, next } = described(CLUSTER_SNAPSHOTS, request, call);
  const ofCluster = wantedSource(input.DBClusterIdentifier);
  const DBClusterSnapshots = resources.filter(ofCluster).map((snapshot) => ({
    ...shown(snapshot),
    DBClusterSnapshotIdentifier: snapshot.physicalId,
    DBClusterSnapshotArn: `arn:aws:rds:${call.region}:${call.account}:cluster-snapshot:${snapshot.physicalId}`,
    DBClusterIdentifier: textOf(snapshot, 'Source'),
    StorageEncrypted: isSet(snapshot, 'StorageEncrypted'),
  }));
  return { DBClusterSnapshots, ...next };
}

function snapshotsOf(kind: 'instance' | 'cluster', described: Omit<DescribedType, 'filters'>): DescribedType {
  return {
    ...described,
    filters: {
      [kind === 'cluster' ? 'db-cluster-snapshot-id' : 'db-snapshot-id']: ({ physicalId }) => physicalId,
      [`db-${kind}-id`]: (snapshot) => textOf(snapshot, 'Source'),
      engine: (snapshot) => textOf(snapshot, 'Engine'),
      'snapshot-type': () => 'manual',
    },
  };
}

function wantedSource(identifier: string | undefined): (snapshot: GenericResource) => boolean {
  return (snapshot) => identifier === undefined || textOf(snapshot, 'Source') === identifier.toLowerCase();
}

function shown(snapshot: GenericResource) {
  return {
    SnapshotType: 'manual',
    Status: 'available',
    PercentProgress: 100,
    ...databaseFacts(snapshot),
    AllocatedStorage: numberOf(snapshot, 'AllocatedStorage'),
    Port: numberOf(snapshot, 'Port'),
  };
}
