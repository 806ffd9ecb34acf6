import type { ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { awaitedStack, findRecord, type UnderConstruction } from '../plan/place.ts';
import { isUsable } from '../plan/stack-record.ts';
import type { ApplicationSpec } from '../spec/application-spec.ts';
import { jsonPointer } from '../spec/field-errors.ts';

interface Around {
  /** What stands around the application, without what is about to go. */
  readonly scopeStates: readonly ScopeState[];
  readonly sites: readonly UnderConstruction[];
}

/** Throws ParentNotReady, with a pointer, for a component that neither stands around the application nor is being made. */
export function checkUses({ uses }: Pick<ApplicationSpec, 'uses'>, { scopeStates, sites }: Around): void {
  for (const [n, name] of uses.entries()) {
    const record = findRecord(scopeStates, name);
    if ((record && isUsable(record)) || awaitedStack(sites, name)) continue;
    const why = record ? `its stack is ${record.status}` : 'there is none';
    const message = `the application uses \`${name}\`, but ${why}; add it to the scope around first`;
    throw new PlinthError('ParentNotReady', message, { fields: [{ pointer: jsonPointer(['uses', n]), message }] });
  }
}
