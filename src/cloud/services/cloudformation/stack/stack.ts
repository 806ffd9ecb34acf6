import type { Capability, ResourceStatus, StackStatus, Tag } from '@aws-sdk/client-cloudformation';
import type { Place } from '../../../kernel/service.ts';
import type { ChangeSet } from '../change-set/change-set.ts';
import type { ParameterValue } from '../template/parameters.ts';
import type { ResourceDeclaration, Template } from '../template/template.ts';

/** What a request makes of a stack: everything that an update replaces and a rollback restores. */
export interface StackDefinition {
  readonly body: string;
  readonly template: Template;
  readonly parameters: readonly ParameterValue[];
  readonly tags: readonly Tag[];
  readonly capabilities: readonly Capability[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
}

/** A resource of a stack as CloudFormation remembers it. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  physicalId?: string;
  attributes: Readonly<Record<string, unknown>>;
  /** As handed to the type's code: evaluated, checked, coerced. */
  properties: Readonly<Record<string, unknown>>;
  /** As evaluated from the template, with dynamic references left in: what a later template is compared with. */
  evaluated: Readonly<Record<string, unknown>>;
  /** Stack tags it was last given. */
  tags: Readonly<Record<string, string>>;
  declaration: ResourceDeclaration;
  /** What must go after it on deletion. */
  dependencies: ReadonlySet<string>;
  status: ResourceStatus;
  statusReason?: string;
  updatedAtMs: number;
  drift?: ResourceDrift;
}

export interface ResourceDrift {
  readonly status: 'DELETED' | 'IN_SYNC' | 'MODIFIED' | 'NOT_CHECKED';
  readonly checkedAtMs: number;
  readonly actual?: Readonly<Record<string, unknown>>;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

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

/** The state a failed update goes back to. */
export interface RollbackPoint {
  readonly definition: StackDefinition;
  readonly resources: ReadonlyMap<string, StackResource>;
  readonly outputs: readonly StackOutput[];
  readonly imports: readonly string[];
}

/** The one operation under way on a stack. */
export interface StackOperation {
  readonly kind: 'create' | 'update' | 'rollback' | 'delete';
  readonly token?: string;
  readonly disableRollback: boolean;
  readonly onFailure?: 'DELETE' | 'DO_NOTHING' | 'ROLLBACK';
  readonly retainExceptOnCreate: boolean;
  readonly mode: 'EXPRESS' | 'STANDARD';
  readonly abort: AbortController;
  /** A deletion took over: the operation stops without settling the stack. */
  isSuperseded: boolean;
  /** Settles when the operation has come to its end, however it ended. */
  done: Promise<void>;
}

export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly place: Place;
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
  /** What a nested stack was before the stack around it began its update. */
  formerDefinition?: StackDefinition;
  /** What was asked under which client request token. */
  readonly requests: Map<string, string>;
  drift?: { readonly status: 'DRIFTED' | 'IN_SYNC'; readonly checkedAtMs: number };
}
