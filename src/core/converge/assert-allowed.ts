import { PlinthError } from '../errors.ts';
import { jsonPointer } from '../field-errors.ts';
import { own } from '../own.ts';
import type { Plan } from '../plan/plan.ts';
import type { Snapshot } from '../plan/snapshot.ts';
import type { Ports } from '../ports/index.ts';
import { type Scope, stackName } from '../scope.ts';

/**
 * Throws InvalidRequest, with a pointer, for a stack in `allow` that the scope cannot have. Otherwise a misspelt name would
 * only be noticed after the operation has failed. Stacks of other scopes pass, since one list may go with
 * several requests, and so does one that went already.
 */
export function assertAllowed(
  scope: Scope,
  allow: readonly string[],
  { snapshot, plan, ports }: { snapshot: Snapshot; plan: Plan; ports: Pick<Ports, 'catalogue' | 'settings'> },
): void {
  const { installation } = ports.settings;
  const scopeState = [snapshot.application, snapshot.environment, snapshot.base].find(
    (found) => found?.scope === plan.scope,
  );
  const standing = Object.values(scopeState?.stacks ?? {});
  const inScope = stackName(installation, scope, '');
  for (const [n, name] of allow.entries()) {
    const component = name.startsWith(inScope) ? name.slice(inScope.length) : undefined;
    const isElsewhere = name.startsWith(`${installation}--`) && (component === undefined || component.includes('--'));
    const isKnown = component !== undefined && ports.catalogue.component(component)?.layer === scope.layer;
    if (isElsewhere || isKnown || own(scopeState?.stacks ?? {}, component ?? '')) continue;
    const names = standing.map((record) => `\`${record.stackName}\``).sort();
    const could = names.length === 0 ? 'the scope has no stacks yet' : `use one of ${names.join(', ')}`;
    const message = `there is no stack '${name}'; ${could}`;
    throw new PlinthError('InvalidRequest', message, { fields: [{ pointer: jsonPointer(['allow', n]), message }] });
  }
}
