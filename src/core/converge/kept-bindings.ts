import type { Catalogue } from '../catalogue/catalogue.ts';
import { PlinthError } from '../errors.ts';
import { findRecord, type WantedStack } from '../plan/placement.ts';
import type { Snapshot } from '../plan/snapshot.ts';
import { isUsable } from '../plan/stack-record.ts';
import { secretArns } from '../spec/application-parameters.ts';
import { policiesMax, secretArnsLengthMax } from '../spec/assert-bindings.ts';
import { providingComponents } from '../spec/wanted-components.ts';
import { parentsOf } from './parents-of.ts';

/**
 * An application's stacks with the secrets and components that its live and its standby release use, beside those of its spec: their
 * tasks are started again at any time, and would not start without the right to read what they start with. Pure. Throws
 * InvalidRequest for more than AWS takes.
 */
export function withKeptBindings(
  stacks: readonly WantedStack[],
  snapshot: Snapshot,
  catalogue: Catalogue,
): WantedStack[] {
  const { scopeStates } = parentsOf(snapshot, catalogue);
  const isThere = (name: string) => {
    const isOwn = catalogue.component(name)?.layer === 'application';
    if (isOwn) return stacks.some(({ component }) => component.name === name);
    const record = findRecord(scopeStates, name);
    return record !== undefined && isUsable(record);
  };
  const used = snapshot.released.flatMap((spec) => providingComponents(spec, catalogue)).filter(isThere);
  const secrets = snapshot.released.flatMap(secretArns);
  return stacks.map((stack) => {
    // Only the stack with the application's roles has any.
    if (stack.secretArns === undefined) return stack;
    const kept = {
      ...stack,
      uses: [...new Set([...stack.uses, ...used])],
      secretArns: [...new Set([...stack.secretArns, ...secrets])],
    };
    assertFits(kept, catalogue);
    return kept;
  });
}

/** Together they may be more than a parameter or a role takes. */
function assertFits({ uses, secretArns: arns = [] }: WantedStack, catalogue: Catalogue): void {
  const policies = uses.filter((name) => catalogue.component(name)?.provides?.Policy !== undefined);
  if (arns.join(',').length > secretArnsLengthMax) throw tooMany('/secrets', 'secrets');
  if (policies.length > policiesMax) throw tooMany('/uses', 'components with a policy');
}

function tooMany(pointer: string, what: string): PlinthError {
  const message = `with those of the live and the standby release there are too many ${what}; change a part of them, release, then the rest`;
  return new PlinthError('InvalidRequest', message, { fields: [{ pointer, message }] });
}
