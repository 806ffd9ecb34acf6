import type { ScopeState } from '../entities.ts';
import type { Page, Ports } from '../ports/index.ts';

/** Every scope state of one layer below a scope, page after page: the environments on `base`, the applications of an environment. */
export async function allScopeStates(parent: string, ports: Pick<Ports, 'state'>): Promise<readonly ScopeState[]> {
  const scopeStates: ScopeState[] = [];
  let page: Page<ScopeState> | undefined;
  do {
    page = await ports.state.listScopeStates(parent, { cursor: page?.cursor });
    scopeStates.push(...page.items);
  } while (page.cursor !== undefined);
  return scopeStates;
}
