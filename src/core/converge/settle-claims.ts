import type { Operation } from '../entities.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import type { Ports } from '../ports/index.ts';
import { dropPending, ownClaims, readWantedKeys } from './claim-documents.ts';
import { decideClaims, type EndedStacks, madeOf } from './decide-claims.ts';

/** Gives back what the scope no longer needs of its parent, now that its operation is over. It may run twice. */
export async function settleClaims(
  operation: Operation,
  { plan, outcomes }: Omit<EndedStacks, 'records'>,
  ports: Pick<Ports, 'state'>,
): Promise<void> {
  const wanted = await readWantedKeys(operation.id, ports);
  if (wanted === undefined) return;
  if (!plan) return dropPending(operation, ports);
  const claims = await ownClaims(operation.scope, ports);
  const records = (await ports.state.readScopeState(operation.scope))?.stacks ?? {};
  const { keep, drop } = decideClaims({ claims, wanted, made: (kind) => madeOf(kind, { plan, outcomes, records }) });
  const changed = keep.filter(
    (claim) => !claims.includes(claim) && !claims.some((was) => was.key === claim.key && was.standing),
  );
  await forEachBounded(changed, (claim) => ports.state.putClaim(claim));
  await forEachBounded(drop, (claim) => ports.state.dropClaim(claim));
}
