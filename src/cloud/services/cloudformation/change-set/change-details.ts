import { isDeepStrictEqual } from 'node:util';
import { changedProperties, recreationOf } from '../../../resource-types/replacement.ts';
import { resourceSchema } from '../../../resource-types/resource-schema.ts';
import type { StackDefinition, StackResource } from '../stack/stack-definition.ts';
import { KNOWN_AFTER_APPLY } from '../template/evaluation-scope.ts';
import { referencesOf } from '../template/references.ts';
import type { ResourceDeclaration } from '../template/template.ts';
import type { ChangeDetail, ChangeSetChange } from './change-set.ts';

interface Comparison {
  readonly existing: StackResource;
  readonly declared: ResourceDeclaration;
  /** Evaluated properties, with markers for values not known yet. */
  readonly after: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly definition: StackDefinition;
  readonly previous: StackDefinition | undefined;
  readonly changes: ReadonlyMap<string, ChangeSetChange>;
}

const OTHER_ATTRIBUTES = [
  'Metadata',
  'CreationPolicy',
  'UpdatePolicy',
  'DeletionPolicy',
  'UpdateReplacePolicy',
] as const;
const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** Why a resource would change, one entry for each property and each cause. */
export function changeDetails(comparison: Comparison): ChangeDetail[] {
  const { existing, declared, after, tags, previous } = comparison;
  const details = changedProperties(existing.evaluated, after).map((name) => propertyDetail(name, comparison));
  const schema = resourceSchema(existing.type);
  if (schema?.tagProperty !== undefined && !isDeepStrictEqual(existing.tags, tags)) {
    details.push({ attribute: 'Tags', recreation: 'Never', evaluation: 'Static', source: 'DirectModification' });
  }
  const before = previous?.template.resources[existing.logicalId];
  for (const attribute of OTHER_ATTRIBUTES) {
    if (isDeepStrictEqual(before?.[attribute], declared[attribute])) continue;
    details.push({
      attribute,
      recreation: 'Never',
      evaluation: 'Static',
      source: 'DirectModification',
      before: before?.[attribute],
      after: declared[attribute],
    });
  }
  if (existing.type === NESTED_STACK && details.length === 0) {
    details.push({ attribute: 'Properties', recreation: 'Never', evaluation: 'Dynamic', source: 'Automatic' });
  }
  return details;
}

function propertyDetail(name: string, comparison: Comparison): ChangeDetail {
  const { existing, declared, after, previous } = comparison;
  const values = { before: existing.evaluated[name], after: after[name] };
  const recreation = recreationOf(resourceSchema(existing.type), name, values);
  const wordsBefore = previous?.template.resources[existing.logicalId]?.Properties?.[name];
  const wordsAfter = declared.Properties?.[name];
  const source = isDeepStrictEqual(wordsBefore, wordsAfter)
    ? causeOf(wordsAfter, comparison)
    : { source: 'DirectModification' as const };
  return {
    attribute: 'Properties',
    name,
    recreation,
    evaluation: isGuess(values.after, comparison) ? 'Dynamic' : 'Static',
    ...source,
    ...values,
  };
}

/** The parameter or resource that changed the value of an unchanged expression. */
function causeOf(
  expression: unknown,
  { definition, previous, changes }: Comparison,
): Pick<ChangeDetail, 'cause' | 'source'> {
  for (const { kind, name, attribute } of referencesOf(expression)) {
    const value = definition.parameters.find(({ key }) => key === name);
    const old = previous?.parameters.find(({ key }) => key === name);
    if (value !== undefined && (value.value !== old?.value || value.resolved !== old?.resolved)) {
      return { source: 'ParameterReference', cause: name };
    }
    if (!changes.has(name)) continue;
    if (kind === 'GetAtt') return { source: 'ResourceAttribute', cause: `${name}.${attribute}` };
    return { source: 'ResourceReference', cause: name };
  }
  return { source: 'DirectModification' };
}

/** A value from a resource that may be replaced is uncertain; from one that is replaced, it certainly changes. */
function isGuess(after: unknown, { declared, changes }: Comparison): boolean {
  if (!JSON.stringify(after ?? null).includes(KNOWN_AFTER_APPLY)) return false;
  const causes = referencesOf(declared.Properties ?? {}).map(({ name }) => changes.get(name));
  return causes.some((change) => change?.replacement === 'Conditional');
}
