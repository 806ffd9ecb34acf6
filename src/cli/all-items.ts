import { CliError, EXIT } from './cli-error.ts';
import type { Client } from './client.ts';

const PAGES_MAX = 100;

interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string;
}

/** The items of all pages of a list. */
export async function allItems<T>(client: Client, path: string): Promise<readonly T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const { body } = await client.request<Page<T>>('GET', path, { query: { cursor, limit: '100' } });
    items.push(...body.items);
    cursor = body.cursor;
    if (cursor === undefined) return items;
  }
  throw new CliError(`${path} has more than ${PAGES_MAX} pages`, EXIT.failure, ['plinth status <environment>']);
}
