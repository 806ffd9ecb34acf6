import type { Page } from '../ports/index.ts';
import type { ApiResponse } from './exchange.ts';

/** A page of a list as the API answers it: its items as they are shown, the cursor of the next page, and what was left out. */
export function pageResponse<T>({ items, ...page }: Page<T>, show: (item: T) => unknown): ApiResponse {
  return { status: 200, body: { items: items.map(show), ...page } };
}
