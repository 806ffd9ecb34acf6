import type { Kernel } from '../../../kernel/service.ts';
import type { Stack } from '../stack/stack.ts';
import type { StackDefinition, StackResource } from '../stack/stack-definition.ts';
import { conditionsOf } from '../template/conditions.ts';
import { isPresent } from '../template/dependency-graph.ts';
import type { EvaluationScope, ResolvedResource } from '../template/evaluation-scope.ts';
import { evaluate } from '../template/intrinsics.ts';
import { parameterBindings } from '../template/parameters.ts';
import { intrinsicCall } from '../template/template.ts';
import { templateError, validationError } from '../template/template-error.ts';
import { isCustomType } from '../template/validate-template.ts';
import { importedValue } from './exports.ts';

/**
 * The values that a definition's expressions refer to: parameters, the stack's current resources, exports of other
 * stacks.
 */
export function stackScope(
  kernel: Kernel,
  stack: Pick<Stack, 'id' | 'name' | 'accountRegion' | 'resources'>,
  definition: StackDefinition,
  resource: EvaluationScope['resource'] = (logicalId) => resolved(stack.resources.get(logicalId)),
): EvaluationScope {
  const { template } = definition;
  const base = {
    template,
    region: stack.accountRegion.region,
    parameters: new Map([
      ...pseudoParameters(stack, definition),
      ...parameterBindings(template, definition.parameters),
    ]),
    resource,
    importValue: (name: string) => importedValue(kernel, stack.accountRegion, name),
  };
  return { ...base, condition: conditionsOf(template, base) };
}

/** A resource as `Ref` and `Fn::GetAtt` see it; `undefined` until it has a physical id. */
export function resolved(resource: StackResource | undefined): ResolvedResource | undefined {
  if (resource?.physicalId === undefined) return undefined;
  const { physicalId, type, attributes, logicalId } = resource;
  return {
    physicalId,
    type,
    attribute(name) {
      const value = attributes[name];
      if (value !== undefined) return value;
      if (isCustomType(type)) {
        throw validationError(
          `CustomResource attribute error: Vendor response doesn't contain ${name} attribute in object ${physicalId}`,
        );
      }
      throw templateError(`resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt`);
    },
  };
}

function pseudoParameters(
  stack: Pick<Stack, 'id' | 'name' | 'accountRegion'>,
  definition: StackDefinition,
): [string, unknown][] {
  return [
    ['AWS::AccountId', stack.accountRegion.account],
    ['AWS::NotificationARNs', definition.notificationArns],
    ['AWS::Partition', 'aws'],
    ['AWS::Region', stack.accountRegion.region],
    ['AWS::StackId', stack.id],
    ['AWS::StackName', stack.name],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ];
}

/** Names of the exports a definition imports, in the resources and outputs whose conditions hold. */
export function importNames(scope: EvaluationScope): string[] {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    const call = intrinsicCall(value);
    if (call?.[0] === 'Fn::If' && Array.isArray(call[1]) && typeof call[1][0] === 'string') {
      visit(scope.condition(call[1][0]) ? call[1][1] : call[1][2]);
      return;
    }
    if (call?.[0] === 'Fn::ImportValue') {
      names.add(String(evaluate(call[1], scope)));
      return;
    }
    if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) visit(member);
  };
  const { resources, outputs } = scope.template;
  for (const resource of Object.values(resources)) if (isPresent(resource, scope.condition)) visit(resource.Properties);
  for (const output of Object.values(outputs)) {
    if (output.Condition === undefined || scope.condition(output.Condition)) visit(output.Value);
  }
  return [...names];
}
