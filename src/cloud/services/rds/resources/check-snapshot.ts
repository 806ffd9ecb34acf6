import { AwsError } from '../../../kernel/errors.ts';
import { text } from '../../../kernel/property-values.ts';
import type { ResourceRequest } from '../../../resource-types/checked-type.ts';
import { findGenericResource } from '../../../resource-types/generic-registry.ts';

interface SnapshotOf {
  readonly database: 'DBInstance' | 'DBCluster';
  /** The property that names the snapshot. */
  readonly property: string;
  readonly errorCode: string;
}

/** Throws for a new database whose snapshot does not exist. */
export function checkSnapshot(
  { properties, previous, context }: ResourceRequest,
  { database, property, errorCode }: SnapshotOf,
): void {
  const physicalId = text(properties, property);
  if (physicalId === undefined || previous !== undefined) return;
  const typeName = `AWS::RDS::${database} snapshot`;
  if (findGenericResource(context.kernel, context, { typeName, physicalId }) !== undefined) return;
  const noun = database === 'DBCluster' ? 'DBClusterSnapshot' : 'DBSnapshot';
  throw new AwsError(errorCode, `${noun} not found: ${physicalId}`, 404);
}
