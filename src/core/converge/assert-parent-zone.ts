import { PlinthError } from '../errors.ts';
import { own } from '../own.ts';
import { findRecord } from '../plan/placement.ts';
import { isUsable } from '../plan/stack-record.ts';
import type { Ports } from '../ports/index.ts';
import { ownState, type ProvisionContext } from './converge-context.ts';

/**
 * Looks at the zone that a spec names as its domain's parent, unless a stack was made with it. Throws
 * InvalidParameter where it is not there, or cannot delegate the domain. One of another account, which is delegated from
 * through a role, cannot be seen from here.
 */
export async function assertParentZone(
  context: ProvisionContext,
  ports: Pick<Ports, 'settings' | 'zones'>,
): Promise<void> {
  const { layer, spec } = context.request.spec;
  if (layer !== 'environment' || spec.domain === undefined) return;
  const { ParentZoneId: parent = 'none', ParentRoleArn: role = 'none' } = own(spec.components, 'domain') ?? {};
  if (parent === 'none' || role !== 'none') return;
  const scopeState = ownState(context);
  const record = findRecord(scopeState ? [scopeState] : [], 'domain');
  if (record && isUsable(record) && record.parameters.ParentZoneId === parent) return;
  const zone = await ports.zones.domain(ports.settings, String(parent));
  if (zone === undefined) {
    throw refusal(`this account has no hosted zone '${parent}'; for a zone of another account set ParentRoleArn`);
  }
  if (!spec.domain.endsWith(`.${zone}`))
    throw refusal(`'${spec.domain}' is not a subdomain of '${zone}', the domain of zone ${parent}`);
}

function refusal(message: string): PlinthError {
  return new PlinthError('InvalidParameter', `parameter ParentZoneId of component \`domain\`: ${message}`, {
    fields: [{ pointer: '/components/domain/ParentZoneId', message }],
  });
}
