import { isDeepStrictEqual } from 'node:util';
import type { Kernel } from '../../../kernel/service.ts';
import { resourceTags } from '../engine/resource-handler.ts';
import { resolved, stackScope } from '../engine/stack-scope.ts';
import type { Stack } from '../stack/stack.ts';
import type { StackDefinition, StackResource } from '../stack/stack-definition.ts';
import { dependencyGraph } from '../template/dependency-graph.ts';
import type { EvaluationScope } from '../template/evaluation-scope.ts';
import { evaluate } from '../template/intrinsics.ts';
import type { ResourceDeclaration } from '../template/template.ts';
import { changeDetails } from './change-details.ts';
import type { ChangeDetail, ChangeSetChange } from './change-set.ts';

/** The changes of an update to `definition`, resource by resource; nothing is changed. */
export function computeChanges(kernel: Kernel, stack: Stack, definition: StackDefinition): ChangeSetChange[] {
  const changes = new Map<string, ChangeSetChange>();
  const scope = stackScope(kernel, stack, definition, (logicalId) => {
    const isReplaced = changes.get(logicalId)?.replacement === 'True';
    return isReplaced ? undefined : resolved(liveResource(stack, logicalId));
  });
  const graph = dependencyGraph(definition.template, scope.condition);
  for (const logicalId of inOrder(graph)) {
    const change = changeOf(logicalId, { stack, definition, scope, changes });
    if (change !== undefined) changes.set(logicalId, change);
  }
  const removals = [...stack.resources.values()]
    .filter((resource) => liveResource(stack, resource.logicalId) !== undefined)
    .filter(({ logicalId }) => !graph.has(logicalId))
    .map(removalOf);
  const declared = Object.keys(definition.template.resources).flatMap((name) => changes.get(name) ?? []);
  return [...removals, ...declared];
}

/** Whether an update would change nothing: neither resources nor outputs nor tags. */
export function isWithoutChanges(
  stack: Stack,
  definition: StackDefinition,
  changes: readonly ChangeSetChange[],
): boolean {
  const before = stack.definition;
  if (changes.length > 0 || before === undefined || stack.status.endsWith('_FAILED')) return false;
  return (
    isDeepStrictEqual(before.template.outputs, definition.template.outputs) &&
    isDeepStrictEqual(presentOutputs(before), presentOutputs(definition)) &&
    isDeepStrictEqual(before.tags, definition.tags)
  );
}

/** Outputs may change with a parameter alone. */
function presentOutputs({ template, parameters }: StackDefinition): unknown {
  const text = JSON.stringify(template.outputs);
  return parameters.filter(({ key }) => text.includes(key)).map(({ key, value, resolved: held }) => [key, value, held]);
}

function liveResource(stack: Stack, logicalId: string): StackResource | undefined {
  const resource = stack.resources.get(logicalId);
  if (resource?.physicalId === undefined || resource.status === 'DELETE_COMPLETE') return undefined;
  return resource;
}

interface Comparison {
  readonly stack: Stack;
  readonly definition: StackDefinition;
  readonly scope: EvaluationScope;
  readonly changes: ReadonlyMap<string, ChangeSetChange>;
}

function changeOf(logicalId: string, comparison: Comparison): ChangeSetChange | undefined {
  const { stack, definition, scope, changes } = comparison;
  const declared = definition.template.resources[logicalId]!;
  const after = evaluate(declared.Properties ?? {}, scope) as Record<string, unknown>;
  const existing = liveResource(stack, logicalId);
  if (existing === undefined) {
    return { action: 'Add', logicalId, type: declared.Type, scope: [], details: [], after };
  }
  const tags = resourceTags(stack, logicalId, definition.tags);
  const details = changeDetails({ existing, declared, after, tags, definition, previous: stack.definition, changes });
  const isFailed = existing.status.endsWith('_FAILED');
  if (details.length === 0 && existing.type === declared.Type && !isFailed) return undefined;
  const replacement = existing.type === declared.Type ? strongest(details) : 'True';
  return {
    action: 'Modify',
    logicalId,
    physicalId: existing.physicalId!,
    type: declared.Type,
    replacement,
    ...(replacement === 'False' ? {} : { policyAction: replacementPolicy(declared) }),
    scope: [...new Set(details.map(({ attribute }) => attribute))],
    details,
    before: existing.evaluated,
    after,
  };
}

function strongest(details: readonly ChangeDetail[]): 'Conditional' | 'False' | 'True' {
  if (details.some(({ recreation, evaluation }) => recreation === 'Always' && evaluation === 'Static')) return 'True';
  return details.some(({ recreation }) => recreation !== 'Never') ? 'Conditional' : 'False';
}

function replacementPolicy(declared: ResourceDeclaration): NonNullable<ChangeSetChange['policyAction']> {
  if (declared.UpdateReplacePolicy === 'Retain') return 'ReplaceAndRetain';
  return declared.UpdateReplacePolicy === 'Snapshot' ? 'ReplaceAndSnapshot' : 'ReplaceAndDelete';
}

function removalOf(resource: StackResource): ChangeSetChange {
  const policy = resource.declaration.DeletionPolicy;
  return {
    action: 'Remove',
    logicalId: resource.logicalId,
    ...(resource.physicalId === undefined ? {} : { physicalId: resource.physicalId }),
    type: resource.type,
    policyAction:
      policy === 'Retain' || policy === 'RetainExceptOnCreate'
        ? 'Retain'
        : policy === 'Snapshot'
          ? 'Snapshot'
          : 'Delete',
    scope: [],
    details: [],
    before: resource.evaluated,
  };
}

function inOrder(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const order = new Set<string>();
  const visit = (name: string) => {
    if (order.has(name)) return;
    for (const need of graph.get(name) ?? []) visit(need);
    order.add(name);
  };
  for (const name of graph.keys()) visit(name);
  return [...order];
}
