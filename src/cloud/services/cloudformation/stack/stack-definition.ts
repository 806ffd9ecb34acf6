import type { Capability, ResourceStatus, Tag } from '@aws-sdk/client-cloudformation';
import type { ParameterValue } from '../template/parameters.ts';
import type { ResourceDeclaration, Template } from '../template/template.ts';

/** The template, parameters and settings of a stack: what an update replaces and a rollback restores. */
export interface StackDefinition {
  readonly body: string;
  readonly template: Template;
  readonly parameters: readonly ParameterValue[];
  readonly tags: readonly Tag[];
  readonly capabilities: readonly Capability[];
  readonly notificationArns: readonly string[];
  readonly roleArn?: string;
}

/** A resource of a stack as CloudFormation records it. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  physicalId?: string;
  attributes: Readonly<Record<string, unknown>>;
  /** As passed to the type's code: evaluated, checked, coerced. */
  properties: Readonly<Record<string, unknown>>;
  /** As evaluated from the template, with dynamic references unresolved; the next template is compared with it. */
  evaluated: Readonly<Record<string, unknown>>;
  /** Stack tags of its last creation or update. */
  tags: Readonly<Record<string, string>>;
  declaration: ResourceDeclaration;
  /** Resources that must be deleted after it. */
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

/** The state that a failed update rolls back to. */
export interface RollbackPoint {
  readonly definition: StackDefinition;
  readonly resources: ReadonlyMap<string, StackResource>;
  readonly outputs: readonly StackOutput[];
  readonly imports: readonly string[];
}
