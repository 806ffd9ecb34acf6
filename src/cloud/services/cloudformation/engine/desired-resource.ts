import { isObject } from '../../../kernel/json-object.ts';
import { resourceSchema } from '../../../resource-types/resource-schema.ts';
import { checkProperties } from '../../../resource-types/validate-properties.ts';
import { dependsOn } from '../template/dependency-graph.ts';
import { resolveDynamicReferences } from '../template/dynamic-references.ts';
import { evaluate } from '../template/intrinsics.ts';
import { referencesOf } from '../template/references.ts';
import type { ResourceDeclaration } from '../template/template.ts';
import { templateError, validationError } from '../template/template-error.ts';
import { resourceTags } from './resource-handler.ts';
import type { Run } from './run.ts';

/** The desired state of a resource. */
export interface DesiredResource {
  readonly logicalId: string;
  readonly type: string;
  readonly declaration: ResourceDeclaration;
  /** With dynamic references unresolved. */
  readonly evaluated: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly dependencies: ReadonlySet<string>;
}

/** Evaluates a resource's declaration and checks the properties against its type's schema. */
export async function desiredResource(run: Run, logicalId: string): Promise<DesiredResource> {
  const { kernel, stack, scope, definition } = run;
  const declared = scope.template.resources[logicalId]!;
  const evaluated = evaluate(declared.Properties ?? {}, scope);
  if (!isObject(evaluated)) throw templateError(`Properties of ${logicalId} must evaluate to a mapping`);
  const whole = (await resolveDynamicReferences(evaluated, kernel, stack.accountRegion)) as Record<string, unknown>;
  return {
    logicalId,
    type: declared.Type,
    declaration: { ...declared, ...evaluatedMembers(declared, run) },
    evaluated,
    properties: checkedProperties(logicalId, declared.Type, whole),
    tags: resourceTags(stack, logicalId, definition.tags),
    dependencies: declaredDependencies(declared, run),
  };
}

/** Throws with CloudFormation's words when a property is missing, unknown or of the wrong type. */
function checkedProperties(
  logicalId: string,
  type: string,
  properties: Record<string, unknown>,
): Record<string, unknown> {
  const schema = resourceSchema(type);
  if (schema === undefined || type === 'AWS::CloudFormation::CustomResource') return properties;
  const { properties: checked, faults } = checkProperties(schema, properties);
  if (faults.length > 0) {
    throw validationError(`Properties validation failed for resource ${logicalId} with message:\n${faults.join('\n')}`);
  }
  return checked;
}

/** Metadata and policies may hold functions too; they are kept evaluated. */
function evaluatedMembers(declared: ResourceDeclaration, { scope }: Run): Partial<ResourceDeclaration> {
  const members = ['Metadata', 'DeletionPolicy', 'UpdateReplacePolicy', 'CreationPolicy', 'UpdatePolicy'] as const;
  return Object.fromEntries(
    members.flatMap((member) => (declared[member] === undefined ? [] : [[member, evaluate(declared[member], scope)]])),
  );
}

function declaredDependencies(declared: ResourceDeclaration, { scope }: Run): ReadonlySet<string> {
  const referenced = referencesOf(declared.Properties ?? {}, scope.condition).map(({ name }) => name);
  return new Set(
    [...referenced, ...dependsOn(declared)].filter((name) => Object.hasOwn(scope.template.resources, name)),
  );
}
