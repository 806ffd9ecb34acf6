import { DATA_TYPES, KEEPING_POLICIES } from '../catalogue/data-types.ts';
import type { ResourceChange } from '../ports/aws.ts';

/**
 * Properties that a change set calls `Conditionally` recreating, as the types' schemas do, and that AWS changes in place
 * with at most an interruption. Source: "Update requires" in CloudFormation's template reference.
 */
const IN_PLACE: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'AWS::RDS::DBInstance',
    [
      'AutoMinorVersionUpgrade',
      'BackupRetentionPeriod',
      'DBParameterGroupName',
      'MultiAZ',
      'PerformanceInsightsKMSKeyId',
      'PreferredMaintenanceWindow',
      'StorageType',
    ],
  ],
]);

/**
 * Whether a change would lose data: it removes or may replace a resource that its template retains, or whose type holds data.
 * `Conditional` counts, because CloudFormation decides it only after the change has started; it does not count where every
 * property that causes it is known to be changed in place.
 */
export function losesData(change: ResourceChange, templateBody: string | undefined): boolean {
  const isLost = change.action === 'Remove' || (change.action === 'Modify' && mayReplace(change));
  return isLost && (DATA_TYPES.has(change.type) || retainedResources(templateBody).has(change.logicalId));
}

function mayReplace({ type, replacement, recreating = [] }: ResourceChange): boolean {
  if (replacement !== 'Conditional') return replacement === 'True';
  const inPlace = IN_PLACE.get(type) ?? [];
  return recreating.length === 0 || recreating.some((property) => !inPlace.includes(property));
}

function retainedResources(templateBody: string | undefined): ReadonlySet<string> {
  if (templateBody === undefined) return new Set();
  const { Resources } = JSON.parse(templateBody) as { Resources: Record<string, { DeletionPolicy?: unknown }> };
  return new Set(
    Object.keys(Resources).filter((logicalId) => KEEPING_POLICIES.has(Resources[logicalId]?.DeletionPolicy)),
  );
}
