import { companion } from './companion.ts';
import type { Kernel } from './service.ts';

/** A zone that name servers answer for, as everybody on the internet may ask them. */
export interface PublicZone {
  /** In lower case, with the final dot. */
  readonly name: string;
  readonly nameServers: readonly string[];
  /** Values of the records of that full name and type; empty where there are none. */
  values(name: string, type: string): readonly string[];
}

const DELEGATIONS_MAX = 20;

/** Every public zone of every account. Route 53 adds and removes them, whoever looks a name up asks `lookUp`. */
export const publicZones = companion((_kernel: Kernel) => new Map<string, PublicZone>());

/**
 * Values of a name's records as a resolver finds them: from the zone of the shortest name, whose name servers are taken to
 * stand at its registrar since it was made, down along delegations. A zone that its parent does not delegate to is not asked.
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

/** The zones that one zone sends a resolver on to. */
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
