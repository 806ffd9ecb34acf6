import type { Catalogue } from '../catalogue/catalogue.ts';
import { PlinthError } from '../errors.ts';
import { own } from '../own.ts';
import { findRecord } from '../plan/placement.ts';
import type { Snapshot } from '../plan/snapshot.ts';
import { isUsable } from '../plan/stack-record.ts';

/**
 * Throws for an environment's domain that no zone would hold: ParentNotReady where the base has no zone, InvalidRequest
 * where its zone is another one. A parent zone elsewhere is named as ParentZoneId of the component `domain`.
 */
export function assertDomain(snapshot: Snapshot, catalogue: Catalogue): void {
  const { domain, components } = snapshot.environmentSpec;
  if (domain === undefined || !catalogue.component('domain')) return;
  const parent = own(own(components, 'domain') ?? {}, 'ParentZoneId') ?? 'none';
  if (parent !== 'none') return;
  const zone = zoneName(snapshot);
  if (zone === undefined) {
    const message = `no hosted zone can delegate '${domain}': add component \`zone\` to the base or set ParentZoneId of \`domain\``;
    throw refusal('ParentNotReady', message);
  }
  if (domain === zone || domain.endsWith(`.${zone}`)) return;
  throw refusal('InvalidRequest', `'${domain}' is not a subdomain of '${zone}', the domain of the base's zone`);
}

/** The domain of the base's zone: as it is; or, while the base is being provisioned, as its spec says. */
export function zoneName({ base, baseSpec, parentOperations }: Snapshot): string | undefined {
  if (parentOperations.some(({ scope }) => scope === 'base')) {
    const wanted = own(own(baseSpec.components, 'zone') ?? {}, 'DomainName');
    return wanted === undefined ? undefined : String(wanted);
  }
  const record = findRecord(base ? [base] : [], 'zone');
  return record && isUsable(record) ? own(record.outputs, 'ZoneName') : undefined;
}

function refusal(code: 'ParentNotReady' | 'InvalidRequest', message: string): PlinthError {
  return new PlinthError(code, message, { fields: [{ pointer: '/domain', message }] });
}
