import type { Capability, ResourceStatus, Tag } from '@aws-sdk/client-cloudformation';
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

/** The state a failed update goes back to. */
export interface RollbackPoint {
  readonly definition: StackDefinition;
  readonly resources: ReadonlyMap<string, StackResource>;
  readonly outputs: readonly StackOutput[];
  readonly imports: readonly string[];
}
