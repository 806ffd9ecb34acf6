import { companion } from './companion.ts';
import type { Kernel } from './service.ts';

/** A public zone, as any resolver on the internet can query it. */
export interface PublicZone {
  /** In lower case, with the final dot. */
  readonly name: string;
  readonly nameServers: readonly string[];
  /** Values of the records with that fully qualified name and type; empty where none exist. */
  values(name: string, type: string): readonly string[];
}

const DELEGATIONS_MAX = 20;

/** Every public zone of every account. Route 53 adds and removes them; services that resolve a name call `lookUp`. */
export const publicZones = companion((_kernel: Kernel) => new Map<string, PublicZone>());

/**
 * Values of a name's records as a resolver finds them: from the zone with the shortest name, whose name servers count as
 * registered since it was created, down along delegations. A zone that its parent does not delegate to is not queried.
 */
export function lookUp(kernel: Kernel, wanted: { readonly name: string; readonly type: string }): readonly string[] {
  const name = `${wanted.name.toLowerCase().replace(/\.$/, '')}.`;
  const around = [...publicZones(kernel).values()].filter((zone) => isInside(name, zone.name));
  const shortest = Math.min(...around.map((zone) => zone.name.length));
  let asked = around.filter((zone) => zone.name.length === shortest);
  for (let hop = 0; hop < DELEGATIONS_MAX; hop += 1) {
    const delegated = asked.flatMap((zone) => delegation(name, zone, around));
    if (delegated.length === 0) return asked.flatMap((zone) => zone.values(name, wanted.type));
    asked = delegated;
  }
  return [];
}

/** The zones that a zone delegates to. */
function delegation(name: string, zone: PublicZone, all: readonly PublicZone[]): readonly PublicZone[] {
  return all.filter((inner) => {
    if (inner.name === zone.name || !isInside(inner.name, zone.name) || !isInside(name, inner.name)) return false;
    const servers = zone.values(inner.name, 'NS').map((server) => server.toLowerCase().replace(/\.$/, ''));
    return inner.nameServers.some((server) => servers.includes(server));
  });
}

function isInside(name: string, zone: string): boolean {
  return name === zone || name.endsWith(`.${zone}`);
}
