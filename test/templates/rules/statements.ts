import { isRecord } from '../../../src/core/catalogue/parse-template.ts';
import type { Resource, Template } from './template.ts';
import { textOf, valuesAt } from './values.ts';

/** Whom a policy belongs to: a role that is assumed, a role that acts, or a thing that is acted on. */
export type PolicyKind = 'trust' | 'identity' | 'resource';

/** One statement of a policy in a template. */
export interface Statement {
  readonly kind: PolicyKind;
  readonly allows: boolean;
  readonly actions: readonly string[];
  readonly hasNotAction: boolean;
  readonly resources: readonly unknown[];
  readonly services: readonly string[];
  readonly principals: readonly unknown[];
  /** Condition keys in lower case, as IAM compares them. */
  readonly conditionKeys: readonly string[];
  /** Those without which nothing is allowed: their operator does not end in `IfExists`. */
  readonly neededKeys: readonly string[];
}

/** Every statement of every policy of a resource, wherever it stands and whatever condition it depends on. */
export function statementsOf(resource: Resource, template: Template): readonly Statement[] {
  const kind: PolicyKind = resource.type.startsWith('AWS::IAM::') ? 'identity' : 'resource';
  return find(resource.properties, kind, template);
}

function find(value: unknown, kind: PolicyKind, template: Template): readonly Statement[] {
  if (Array.isArray(value)) return value.flatMap((item) => find(item, kind, template));
  if (!isRecord(value)) return [];
  const own = 'Statement' in value ? valuesAt(value.Statement, [], template) : [];
  return [
    ...own.filter(isRecord).map((statement) => read(statement, kind, template)),
    ...Object.entries(value)
      .filter(([key]) => key !== 'Statement')
      .flatMap(([key, inner]) => find(inner, key === 'AssumeRolePolicyDocument' ? 'trust' : kind, template)),
  ];
}

function read(statement: Readonly<Record<string, unknown>>, kind: PolicyKind, template: Template): Statement {
  const at = (...path: readonly string[]) => valuesAt(statement, path, template).filter((value) => value !== undefined);
  const conditions = at('Condition').filter(isRecord);
  return {
    kind,
    allows: statement.Effect !== 'Deny',
    actions: at('Action').map(textOf),
    hasNotAction: 'NotAction' in statement,
    resources: at('Resource'),
    services: at('Principal', 'Service').map(textOf),
    principals: at('Principal').flatMap((principal) => (isRecord(principal) ? at('Principal', 'AWS') : [principal])),
    conditionKeys: keysOf(conditions, () => true, template),
    neededKeys: keysOf(conditions, (operator) => !operator.endsWith('IfExists'), template),
  };
}

function keysOf(
  conditions: readonly Readonly<Record<string, unknown>>[],
  isMeant: (operator: string) => boolean,
  template: Template,
): readonly string[] {
  return conditions
    .flatMap((condition) => Object.entries(condition))
    .flatMap(([operator, keys]) => (isMeant(operator) ? valuesAt(keys, [], template) : []))
    .flatMap((keys) => (isRecord(keys) ? Object.keys(keys) : []))
    .map((key) => key.toLowerCase());
}
