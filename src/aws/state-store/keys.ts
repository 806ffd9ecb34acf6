import type { ScopeClaim, Waiter } from '../../core/entities.ts';
import type { RetainedItem } from '../../core/retained.ts';
import { parentScope, parseScope, repositories, scopePath } from '../../core/scope.ts';

/** Primary key of an item. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** The index `list`: unfinished operations and finished ones, each sorted by time. */
export const listIndex = 'list';
export const openOperations = 'OPERATIONS#OPEN';
export const endedOperations = 'OPERATIONS#ENDED';

/** And in the same index the task tokens of each operation. */
export function tokensOf(operationId: string): string {
  return `TOKENS#${operationId}`;
}

/**
 * The indexes by scope: the name of each is also its key attribute. They hold keys alone, and those never change, so an
 * operation costs one index write for its environment and one for its application when it is accepted, and none with its later
 * writes. A partition is one environment or one application, each with a few operations a minute.
 */
export const scopeIndexes = { environment: 'listEnvironment', application: 'listApplication' } as const;

/** Scope states are in the partition of their parent, so that one consistent query finds the children of a scope. */
export const keys = {
  spec: (scope: string): Key => ({ pk: `SCOPE#${scope}`, sk: 'SPEC' }),
  scopeState: (scope: string): Key => ({ pk: `STATES#${parentPath(scope)}`, sk: `STATE#${scope}` }),
  scopeStates: (parent: string): Key => ({ pk: `STATES#${parent}`, sk: 'STATE#' }),
  operation: (id: string): Key => ({ pk: `OPERATION#${id}`, sk: 'OPERATION' }),
  event: (operationId: string, id: string): Key => ({ pk: `OPERATION#${operationId}`, sk: `EVENT#${id}` }),
  document: (operationId: string, key: string): Key => ({ pk: `OPERATION#${operationId}`, sk: `DOCUMENT#${key}` }),
  release: (scope: string, number: number): Key => ({ pk: `SCOPE#${scope}`, sk: `RELEASE#${padded(number)}` }),
  releases: (scope: string): Key => ({ pk: `SCOPE#${scope}`, sk: 'RELEASE#' }),
  waiter: ({ awaited, operationId, stackKey }: Waiter): Key => ({
    pk: `OPERATION#${awaited.operationId}`,
    sk: `WAITER#${awaited.component}#${operationId}#${stackKey}`,
  }),
  waiters: (operationId: string): Key => ({ pk: `OPERATION#${operationId}`, sk: 'WAITER#' }),
  observation: (scope: string): Key => ({ pk: `SCOPE#${scope}`, sk: 'OBSERVATION' }),
  drift: (scope: string): Key => ({ pk: `SCOPE#${scope}`, sk: 'DRIFT' }),
  wanted: (scope: string): Key => ({ pk: `SCOPE#${scope}`, sk: 'WANTED' }),
  automation: (scope: string): Key => ({ pk: `SCOPE#${scope}`, sk: 'AUTOMATION' }),
  seenTags: (scope: string): Key => ({ pk: `SCOPE#${scope}`, sk: 'SEEN-TAGS' }),
  retained: ({ target, type, physicalId }: Pick<RetainedItem, 'target' | 'type' | 'physicalId'>): Key => ({
    pk: 'RETAINED',
    sk: `RETAINED#${target.account}#${target.region}#${type}#${physicalId}`,
  }),
  allRetained: { pk: 'RETAINED', sk: 'RETAINED#' } as Key,
  scopeClaim: ({ parent, key }: Pick<ScopeClaim, 'parent' | 'key'>): Key => ({
    pk: `CLAIMS#${parent}`,
    sk: `CLAIM#${key}`,
  }),
  scopeClaims: (parent: string): Key => ({ pk: `CLAIMS#${parent}`, sk: 'CLAIM#' }),
  claim: (key: string): Key => ({ pk: `CLAIM#${key}`, sk: 'CLAIM' }),
  token: (key: string): Key => ({ pk: `TOKEN#${key}`, sk: 'TOKEN' }),
} as const;

const numberDigits = 9;

function padded(number: number): string {
  return String(number).padStart(numberDigits, '0');
}

function parentPath(path: string): string {
  const scope = parseScope(path);
  if (scope?.layer === 'repository') return repositories;
  const parent = scope && parentScope(scope);
  return parent ? scopePath(parent) : '';
}
