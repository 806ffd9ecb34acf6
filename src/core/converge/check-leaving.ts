import type { Head } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import type { WantedStack } from '../plan/place.ts';
import { leaves } from '../plan/surroundings.ts';
import { jsonPointer } from '../spec/field-errors.ts';
import type { Facts } from './facts.ts';

interface Change {
  readonly head: Head | undefined;
  readonly wanted: readonly WantedStack[];
  readonly allow: readonly string[];
}

/**
 * Throws ScopeNotEmpty when an environment's spec leaves out what an application in it uses. AWS would refuse to delete it
 * too, after minutes.
 */
export function checkLeaving({ usesInside }: Pick<Facts, 'usesInside'>, { head, wanted, allow }: Change): void {
  for (const record of Object.values(head?.stacks ?? {})) {
    const { component } = record;
    const users = [...usesInside].flatMap(([scope, uses]) => (uses.includes(component) ? [scope] : []));
    if (users.length === 0 || !leaves(record, { wanted, allow })) continue;
    const message = `\`${component}\` is used by ${users.join(', ')}; take it out of \`uses\` there and release again first`;
    throw new PlinthError('ScopeNotEmpty', message, {
      fields: [{ pointer: jsonPointer(['components', component]), message }],
      extra: { scopes: users },
    });
  }
}
