import type { Page } from '../ports/index.ts';
import type { ApiResponse } from './exchange.ts';

/** A page of a list as the API answers it: its items as they are shown, and the cursor of the next page. */
export function pageResponse<T>({ items, cursor }: Page<T>, show: (item: T) => unknown): ApiResponse {
  return { status: 200, body: { items: items.map(show), ...(cursor !== undefined && { cursor }) } };
}
