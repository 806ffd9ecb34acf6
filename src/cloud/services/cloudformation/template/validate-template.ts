import { isObject } from '../../../kernel/json-object.ts';
import { resourceSchema } from '../../../resource-types/resource-schema.ts';
import { checkFunctions } from './check-functions.ts';
import { checkConditions } from './conditions.ts';
import { dependencyGraph, dependsOn } from './dependency-graph.ts';
import { referencesOf } from './references.ts';
import type { Template } from './template.ts';
import { formatError, templateError } from './template-error.ts';

export const PSEUDO_PARAMETERS: ReadonlySet<string> = new Set([
  ...['AWS::AccountId', 'AWS::NoValue', 'AWS::NotificationARNs', 'AWS::Partition', 'AWS::Region', 'AWS::StackId'],
  ...['AWS::StackName', 'AWS::URLSuffix'],
]);
const DELETION_POLICIES = new Set(['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot']);

/** Checks what does not depend on parameter values: types, references, conditions, circles. */
export function validateTemplate(template: Template): void {
  checkFunctions(template);
  checkTypes(template);
  checkReferences(template);
  checkConditions(template);
  checkConditionNames(template);
  checkPolicies(template);
  dependencyGraph(template, () => true);
}

export function isCustomType(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}

function checkTypes(template: Template): void {
  const types = new Set(Object.values(template.resources).map((resource) => resource.Type));
  const unknown = [...types].filter((type) => !isCustomType(type) && resourceSchema(type) === undefined);
  if (unknown.length > 0) throw formatError(`Unrecognized resource types: [${unknown.join(', ')}]`);
}

function checkReferences(template: Template): void {
  const resources = new Set(Object.keys(template.resources));
  const known = new Set([...resources, ...Object.keys(template.parameters), ...PSEUDO_PARAMETERS]);
  const unresolved = new Set<string>();
  for (const resource of Object.values(template.resources)) {
    for (const reference of referencesOf([resource.Properties ?? {}, resource.Metadata ?? {}])) {
      if (reference.kind === 'Condition') continue;
      if (!(reference.kind === 'Ref' ? known : resources).has(reference.name)) unresolved.add(reference.name);
      else checkAttribute(template, reference);
    }
    for (const name of dependsOn(resource)) if (!resources.has(name)) unresolved.add(name);
  }
  rejectUnresolved(unresolved, 'Resources');
  for (const output of Object.values(template.outputs)) {
    for (const reference of referencesOf([output.Value, output.Export ?? {}])) {
      if (reference.kind === 'Condition') continue;
      if (!(reference.kind === 'Ref' ? known : resources).has(reference.name)) unresolved.add(reference.name);
      else checkAttribute(template, reference);
    }
  }
  rejectUnresolved(unresolved, 'Outputs');
}

function rejectUnresolved(names: ReadonlySet<string>, block: string): void {
  if (names.size === 0) return;
  throw formatError(
    `Unresolved resource dependencies [${[...names].join(', ')}] in the ${block} block of the template`,
  );
}

function checkAttribute(template: Template, reference: { kind: string; name: string; attribute?: string }): void {
  const type = template.resources[reference.name]?.Type;
  if (reference.kind !== 'GetAtt' || reference.attribute === undefined || type === undefined) return;
  if (isCustomType(type) || (type === 'AWS::CloudFormation::Stack' && reference.attribute.startsWith('Outputs.')))
    return;
  const schema = resourceSchema(type);
  if (schema === undefined || schema.attributes.has(reference.attribute)) return;
  throw templateError(
    `resource ${reference.name} does not support attribute type ${reference.attribute} in Fn::GetAtt`,
  );
}

function checkConditionNames(template: Template): void {
  const known = new Set(Object.keys(template.conditions));
  const own = new Set(Object.keys(template.parameters));
  const check = (value: unknown, block: string) => {
    for (const reference of referencesOf(value)) {
      if (reference.kind === 'Condition' && !known.has(reference.name)) {
        throw formatError(`Unresolved condition dependency ${reference.name} in the ${block} block of the template`);
      }
      if (
        block === 'Conditions' &&
        reference.kind === 'Ref' &&
        !own.has(reference.name) &&
        !PSEUDO_PARAMETERS.has(reference.name)
      ) {
        throw formatError(
          `Unresolved dependencies [${reference.name}]. Cannot reference resources in the Conditions block of the template`,
        );
      }
    }
  };
  check(Object.values(template.conditions), 'Conditions');
  for (const resource of Object.values(template.resources)) {
    check([resource.Properties ?? {}, conditionMention(resource)], 'Resources');
  }
  for (const output of Object.values(template.outputs)) {
    check([output.Value, conditionMention(output)], 'Outputs');
  }
}

function conditionMention(declaration: { readonly Condition?: string }): unknown {
  return declaration.Condition === undefined ? [] : { Condition: declaration.Condition };
}

function checkPolicies(template: Template): void {
  // The AWS::LanguageExtensions transform lets a policy be an intrinsic function.
  const mayBeFunction = template.transforms.includes('AWS::LanguageExtensions');
  for (const [name, resource] of Object.entries(template.resources)) {
    for (const member of ['DeletionPolicy', 'UpdateReplacePolicy'] as const) {
      const policy = resource[member];
      if (policy === undefined || (isObject(policy) && mayBeFunction)) continue;
      if (isObject(policy)) throw formatError(`Every ${member} member must be a string.`);
      if (!isAllowedPolicy(member, String(policy))) {
        throw formatError(`Unrecognized ${member} ${String(policy)} for resource ${name}`);
      }
    }
  }
}

function isAllowedPolicy(member: 'DeletionPolicy' | 'UpdateReplacePolicy', policy: string): boolean {
  return DELETION_POLICIES.has(policy) && !(member === 'UpdateReplacePolicy' && policy === 'RetainExceptOnCreate');
}
