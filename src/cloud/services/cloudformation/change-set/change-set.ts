import type { ChangeSetStatus, ChangeSetType, ExecutionStatus } from '@aws-sdk/client-cloudformation';
import type { Recreation } from '../../../resource-types/replacement.ts';
import type { ResourceDrift, StackDefinition } from '../stack/stack-definition.ts';
import type { OperationOptions } from '../stack/stack-operation.ts';

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly type: ChangeSetType;
  readonly createdAtMs: number;
  readonly definition: StackDefinition;
  readonly onStackFailure?: 'DELETE' | 'DO_NOTHING' | 'ROLLBACK';
  readonly options: OperationOptions;
  /** Drift-aware: `DeploymentMode` is `REVERT_DRIFT`. */
  readonly revertsDrift: boolean;
  readonly token?: string;
  /** The request as text, to recognise a repetition. */
  readonly request: string;
  status: ChangeSetStatus;
  statusReason?: string;
  executionStatus: ExecutionStatus;
  changes: readonly ChangeSetChange[];
}

/** What a change does to one resource. */
export interface ChangeSetChange {
  readonly action: 'Add' | 'Modify' | 'Remove';
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  /** Absent where nothing is modified. */
  readonly replacement?: 'Conditional' | 'False' | 'True';
  readonly policyAction?:
    | 'Delete'
    | 'ReplaceAndDelete'
    | 'ReplaceAndRetain'
    | 'ReplaceAndSnapshot'
    | 'Retain'
    | 'Snapshot';
  readonly scope: readonly string[];
  readonly details: readonly ChangeDetail[];
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  /** In a drift-aware change set alone. */
  readonly drift?: ResourceDrift['status'];
}

export type ChangeAttribute =
  | 'CreationPolicy'
  | 'DeletionPolicy'
  | 'Metadata'
  | 'Properties'
  | 'Tags'
  | 'UpdatePolicy'
  | 'UpdateReplacePolicy';

/** One reason for a resource to change. */
export interface ChangeDetail {
  readonly attribute: ChangeAttribute;
  /** The property, where `attribute` is `Properties`. */
  readonly name?: string;
  readonly recreation: Recreation;
  readonly evaluation: 'Dynamic' | 'Static';
  readonly source:
    | 'Automatic'
    | 'DirectModification'
    | 'ParameterReference'
    | 'ResourceAttribute'
    | 'ResourceReference';
  /** The parameter or resource behind it. */
  readonly cause?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}
