import { z } from 'zod';
import type { ScopeState } from '../entities.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope } from '../scope.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { releasedSpecs } from './snapshot.ts';

/** The components that an application uses, as of a version of its state. */
export const ChildUses = z.object({ scope: z.string(), version: z.number(), uses: z.array(z.string()) });
export type ChildUses = z.infer<typeof ChildUses>;

/**
 * What applications use, by their specs and by what is live or standby there. An application that was retired uses
 * nothing. What is known of one is as good as read while its state has the same version: whatever changes a spec or what
 * is live writes the state after it.
 */
export async function readChildUses(
  children: readonly ScopeState[],
  known: readonly ChildUses[],
  ports: Pick<Ports, 'state'>,
): Promise<readonly ChildUses[]> {
  const applications = children.filter(
    ({ scope, status }) => status !== 'retired' && parseScope(scope)?.layer === 'application',
  );
  const knownByScope = new Map(known.map((uses) => [uses.scope, uses]));
  return forEachBounded(applications, async (scopeState) => {
    const { scope, version } = scopeState;
    const before = knownByScope.get(scope);
    return before?.version === version ? before : { scope, version, uses: await usesOf(scopeState, ports) };
  });
}

async function usesOf(scopeState: ScopeState, ports: Pick<Ports, 'state'>): Promise<string[]> {
  const [record, released] = await Promise.all([
    ports.state.readSpec(scopeState.scope),
    releasedSpecs(scopeState, ports),
  ]);
  const specs = [ApplicationSpec.safeParse(record?.spec ?? {}).data, ...released];
  return [...new Set(specs.flatMap((spec) => spec?.uses ?? []))];
}
