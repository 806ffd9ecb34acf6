import type { ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { jsonPointer } from '../field-errors.ts';
import { awaitedStack, findRecord, type ParentInProgress } from '../plan/placement.ts';
import { isUsable } from '../plan/stack-record.ts';
import type { ApplicationSpec } from '../spec/application-spec.ts';

interface Parents {
  /** States of the application and its parents, without stacks that an operation is about to delete. */
  readonly scopeStates: readonly ScopeState[];
  readonly parentsInProgress: readonly ParentInProgress[];
}

/** Throws ParentNotReady, with a pointer, for a component that neither the application's parents have nor an operation is creating there. */
export function assertUses({ uses }: Pick<ApplicationSpec, 'uses'>, { scopeStates, parentsInProgress }: Parents): void {
  for (const [n, name] of uses.entries()) {
    const record = findRecord(scopeStates, name);
    if ((record && isUsable(record)) || awaitedStack(parentsInProgress, name)) continue;
    const why = record ? `its stack is ${record.status}` : 'it is not provisioned';
    const message = `the application uses \`${name}\`, but ${why}; provision it in the parent scope first`;
    throw new PlinthError('ParentNotReady', message, { fields: [{ pointer: jsonPointer(['uses', n]), message }] });
  }
}
