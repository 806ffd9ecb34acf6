import type { Head } from './entities.ts';
import type { Page, Ports } from './ports/index.ts';

/** Every head of one layer below a scope, page after page: the environments on `base`, the applications of an environment. */
export async function allHeads(parent: string, ports: Pick<Ports, 'state'>): Promise<readonly Head[]> {
  const heads: Head[] = [];
  let page: Page<Head> | undefined;
  do {
    page = await ports.state.listHeads(parent, page?.cursor);
    heads.push(...page.items);
  } while (page.cursor !== undefined);
  return heads;
}
