import type { UpdateStackInput } from '@aws-sdk/client-cloudformation';
import { notImplemented } from '../../../kernel/errors.ts';
import { isObject } from '../../../kernel/json-object.ts';
import type { ChangeSetChange } from '../change-set/change-set.ts';
import { validationError } from '../template/template-error.ts';

const ACTIONS = {
  Add: undefined,
  Modify: 'Update:Modify',
  Replace: 'Update:Replace',
  Remove: 'Update:Delete',
} as const;

/** Throws `ValidationError` when a stack policy denies one of the changes. A change that no statement allows is denied. */
export function checkStackPolicy(policy: string | undefined, changes: readonly ChangeSetChange[]): void {
  if (policy === undefined) return;
  const statements = statementsOf(policy);
  for (const { action, logicalId, replacement } of changes) {
    const wanted = ACTIONS[action === 'Modify' && replacement === 'True' ? 'Replace' : action];
    if (wanted === undefined) continue;
    const matching = statements.filter((statement) => matches(statement, wanted, logicalId));
    const isAllowed =
      matching.some(({ Effect }) => Effect === 'Allow') && !matching.some(({ Effect }) => Effect === 'Deny');
    if (!isAllowed) {
      throw validationError(
        `Action denied by stack policy: Statement does not allow [${wanted}] for resource [LogicalResourceId/${logicalId}]`,
      );
    }
  }
}

/** Throws `ValidationError` when the text is not a policy. */
export function statementsOf(policy: string): Record<string, unknown>[] {
  try {
    const parsed: unknown = JSON.parse(policy);
    const statements = isObject(parsed) ? [parsed.Statement].flat() : [];
    if (statements.length > 0 && statements.every(isObject)) return statements as Record<string, unknown>[];
  } catch {
    // Falls through to the error below.
  }
  throw validationError('Error validating stack policy: Invalid stack policy');
}

function matches(statement: Record<string, unknown>, action: string, logicalId: string): boolean {
  const resource = `LogicalResourceId/${logicalId}`;
  const hasAction =
    isListed(statement.Action, action) || (statement.NotAction !== undefined && !isListed(statement.NotAction, action));
  const hasResource =
    isListed(statement.Resource, resource) ||
    (statement.NotResource !== undefined && !isListed(statement.NotResource, resource));
  return hasAction && hasResource;
}

function isListed(patterns: unknown, value: string): boolean {
  if (patterns === undefined) return false;
  return [patterns].flat().some((pattern) => {
    const expression = String(pattern)
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*');
    return new RegExp(`^${expression}$`).test(value);
  });
}

/** Throws `NotImplemented` for a policy URL: only a policy body is supported. */
export function refusePolicyUrls(input: Pick<UpdateStackInput, 'StackPolicyDuringUpdateURL' | 'StackPolicyURL'>): void {
  if (input.StackPolicyURL === undefined && input.StackPolicyDuringUpdateURL === undefined) return;
  throw notImplemented('cloudformation', 'StackPolicyURL');
}
