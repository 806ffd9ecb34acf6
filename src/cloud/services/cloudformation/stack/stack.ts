import type { StackStatus } from '@aws-sdk/client-cloudformation';
import type { AccountRegion } from '../../../kernel/service.ts';
import type { ChangeSet } from '../change-set/change-set.ts';
import type { RollbackPoint, StackDefinition, StackOutput, StackResource } from './stack-definition.ts';
import type { StackOperation } from './stack-operation.ts';

export interface StackEvent {
  readonly eventId: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly properties?: string;
  readonly token?: string;
  readonly atMs: number;
}

export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly accountRegion: AccountRegion;
  readonly createdAtMs: number;
  definition?: StackDefinition;
  status: StackStatus;
  statusReason?: string;
  updatedAtMs?: number;
  deletedAtMs?: number;
  disableRollback: boolean;
  timeoutMinutes?: number;
  isTerminationProtected: boolean;
  policy?: string;
  parentId?: string;
  rootId?: string;
  outputs: readonly StackOutput[];
  /** Names of the exports this stack imports. */
  imports: readonly string[];
  readonly resources: Map<string, StackResource>;
  /** Oldest first. */
  readonly events: StackEvent[];
  readonly changeSets: Map<string, ChangeSet>;
  executedChangeSetId?: string;
  operation?: StackOperation;
  rollbackPoint?: RollbackPoint;
  /** The definition of a nested stack before the update of its parent. */
  formerDefinition?: StackDefinition;
  /** Requests by client request token. */
  readonly requests: Map<string, string>;
  drift?: { readonly status: 'DRIFTED' | 'IN_SYNC'; readonly checkedAtMs: number };
}
