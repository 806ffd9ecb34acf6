import { PlinthError } from '../errors.ts';
import { jsonPointer } from '../field-errors.ts';
import { own } from '../own.ts';
import type { Ports } from '../ports/index.ts';
import { stackName } from '../scope.ts';
import { ownState, type ProvisionContext } from './converge-context.ts';

/**
 * Throws InvalidRequest, with a pointer, for a stack in `allow` that the scope cannot have. Otherwise a misspelt name would
 * only be noticed after the operation has failed. Stacks of other scopes pass, since one list may go with
 * several requests, and so does one that went already.
 */
export function assertAllowed(context: ProvisionContext, ports: Pick<Ports, 'catalogue' | 'settings'>): void {
  const { installation } = ports.settings;
  const { scope, request } = context;
  const { stacks = {} } = ownState(context) ?? {};
  const inScope = stackName(installation, scope, '');
  for (const [n, name] of request.allow.entries()) {
    const component = name.startsWith(inScope) ? name.slice(inScope.length) : undefined;
    const isElsewhere = name.startsWith(`${installation}--`) && (component === undefined || component.includes('--'));
    const isKnown = component !== undefined && ports.catalogue.component(component)?.layer === scope.layer;
    if (isElsewhere || isKnown || own(stacks, component ?? '')) continue;
    const names = Object.values(stacks)
      .map((record) => `\`${record.stackName}\``)
      .sort();
    const could = names.length === 0 ? 'the scope has no stacks yet' : `use one of ${names.join(', ')}`;
    const message = `there is no stack '${name}'; ${could}`;
    throw new PlinthError('InvalidRequest', message, { fields: [{ pointer: jsonPointer(['allow', n]), message }] });
  }
}
