import type { ChangeSetStatus, ChangeSetType, ExecutionStatus } from '@aws-sdk/client-cloudformation';
import type { OperationOptions } from '../engine/begin-operation.ts';
import type { StackDefinition } from '../stack/stack.ts';
import type { ChangeSetChange } from './compute-changes.ts';

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly type: ChangeSetType;
  readonly createdAtMs: number;
  readonly definition: StackDefinition;
  readonly onStackFailure?: 'DELETE' | 'DO_NOTHING' | 'ROLLBACK';
  readonly options: OperationOptions;
  readonly token?: string;
  /** How the request read, to tell a repeated one from another. */
  readonly request: string;
  status: ChangeSetStatus;
  statusReason?: string;
  executionStatus: ExecutionStatus;
  changes: readonly ChangeSetChange[];
}
