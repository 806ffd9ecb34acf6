import type { ScopeState } from '../entities.ts';
import type { Page, Ports } from '../ports/index.ts';
import { allReadable } from './all-readable.ts';

/** Every scope state of one layer below a scope, for a decision. Throws ItemUnreadable. It reads page after page: the environments on `base`, the applications of an environment. */
export async function allScopeStates(parent: string, ports: Pick<Ports, 'state'>): Promise<readonly ScopeState[]> {
  return ofPages(parent, allReadable, ports);
}

/**
 * For callers that treat each scope on its own, such as the sweep: an item that cannot be read is left out, and its key is
 * logged.
 */
export async function readableScopeStates(
  parent: string,
  ports: Pick<Ports, 'state' | 'log'>,
): Promise<readonly ScopeState[]> {
  const logged = (page: Page<ScopeState>) => {
    logUnreadable(page, ports);
    return page.items;
  };
  return ofPages(parent, logged, ports);
}

async function ofPages(
  parent: string,
  itemsOf: (page: Page<ScopeState>) => readonly ScopeState[],
  { state }: Pick<Ports, 'state'>,
): Promise<readonly ScopeState[]> {
  const scopeStates: ScopeState[] = [];
  let page: Page<ScopeState> | undefined;
  do {
    page = await state.listScopeStates(parent, { cursor: page?.cursor });
    scopeStates.push(...itemsOf(page));
  } while (page.cursor !== undefined);
  return scopeStates;
}

/** One line of the log for each item that cannot be read; an alarm may count them by this message. */
export function logUnreadable({ unreadable = [] }: Page<unknown>, { log }: Pick<Ports, 'log'>): void {
  for (const key of unreadable) log.error('an item cannot be read and was skipped', { item: key });
}
