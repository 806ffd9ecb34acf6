import { z } from 'zod';
import type { Operation, ScopeClaim } from '../entities.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import type { WantedClaim } from '../plan/claims.ts';
import type { Ports } from '../ports/index.ts';
import { parentScope, parseScope, scopePath } from '../scope.ts';

type State = Pick<Ports, 'state'>;

/** Document `claims` of an operation: the keys of the claims that its plan was made with. */
const WantedKeys = z.array(z.string());

export async function writeWantedClaims(
  operationId: string,
  claims: readonly WantedClaim[],
  ports: State,
): Promise<void> {
  await ports.state.putDocument(
    operationId,
    'claims',
    claims.map(({ key }) => key),
  );
}

/** Undefined while the operation has chosen none. */
export async function readWantedKeys(operationId: string, ports: State): Promise<readonly string[] | undefined> {
  const document = await ports.state.readDocument(operationId, 'claims');
  return document === undefined ? undefined : WantedKeys.parse(document);
}

/** What a scope has claimed of its parent. */
export async function ownClaims(path: string, ports: State): Promise<readonly ScopeClaim[]> {
  const scope = parseScope(path);
  const parent = scope && parentScope(scope);
  if (!parent) return [];
  return (await ports.state.listClaims(scopePath(parent))).filter((claim) => claim.scope === path);
}

/** Gives back what the operation has taken and nothing was made with. */
export async function dropPending({ id, scope }: Operation, ports: State): Promise<void> {
  const pending = (await ownClaims(scope, ports)).filter(
    ({ operationId, standing }) => operationId === id && !standing,
  );
  await forEachBounded(pending, (claim) => ports.state.dropClaim(claim));
}
