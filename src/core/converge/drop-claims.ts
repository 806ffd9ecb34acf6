import type { Operation, ScopeClaim, ScopeState } from '../entities.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import { own } from '../own.ts';
import type { Ports } from '../ports/index.ts';
import { isMainComponent } from '../spec/wanted-components.ts';
import { ownClaims } from './claim-documents.ts';

/** After a scope was retired: deletes its spec, and gives back what it had claimed of its parents, unless a kept stack needs it. */
export async function dropClaims({ scope }: Operation, ports: Pick<Ports, 'state'>): Promise<void> {
  await ports.state.updateSpec(scope, () => undefined);
  const scopeState = await ports.state.readScopeState(scope);
  const left = (await ownClaims(scope, ports)).filter(({ kind }) => !isNeeded(kind, scopeState));
  await forEachBounded(left, (claim) => ports.state.dropClaim(claim));
}

function isNeeded(kind: ScopeClaim['kind'], scopeState: ScopeState | undefined): boolean {
  const stacks = scopeState?.stacks ?? {};
  switch (kind) {
    case 'range':
      return own(stacks, 'network') !== undefined;
    case 'domain':
      return own(stacks, 'domain') !== undefined;
    case 'priority':
    case 'route':
      return Object.keys(stacks).some(isMainComponent);
  }
}
