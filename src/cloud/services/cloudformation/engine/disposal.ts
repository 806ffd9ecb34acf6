import type { StackResource } from '../stack/stack-definition.ts';
import type { Disposal } from './delete-resources.ts';

const SNAPSHOT_BY_DEFAULT = new Set(['AWS::RDS::DBCluster']);

/** `DeletionPolicy`, and AWS's default without one: a database outside a cluster gets a final snapshot. */
export function deletionDisposal(resource: StackResource): Disposal {
  const policy = resource.declaration.DeletionPolicy;
  if (policy === 'Retain' || policy === 'RetainExceptOnCreate') return 'Retain';
  if (policy === 'Snapshot') return 'Snapshot';
  return policy === undefined && leavesSnapshot(resource) ? 'Snapshot' : 'Delete';
}

/** When a creation is rolled back, `RetainExceptOnCreate` deletes. */
export function creationRollbackDisposal(resource: StackResource): Disposal {
  if (resource.declaration.DeletionPolicy === 'RetainExceptOnCreate') return 'Delete';
  const disposal = deletionDisposal(resource);
  return disposal === 'Snapshot' ? 'Delete' : disposal;
}

/** `UpdateReplacePolicy`, for the resources that an update replaced. */
export function replacementDisposal(resource: StackResource): Disposal {
  const policy = resource.declaration.UpdateReplacePolicy;
  if (policy === 'Retain') return 'Retain';
  if (policy === 'Snapshot') return 'Snapshot';
  return policy === undefined && leavesSnapshot(resource) ? 'Snapshot' : 'Delete';
}

function leavesSnapshot(resource: StackResource): boolean {
  if (SNAPSHOT_BY_DEFAULT.has(resource.type)) return true;
  return resource.type === 'AWS::RDS::DBInstance' && resource.properties.DBClusterIdentifier === undefined;
}
