import { z } from 'zod';

/** A page of a list, under its own name in the OpenAPI document. */
export function listOf<S extends z.ZodType>(id: string, item: S) {
  const cursor = z.string().optional().meta({
    description: 'Send it as the query parameter `cursor` to read the next page. Absent on the last page.',
  });
  const unreadable = z.array(z.string()).optional().meta({
    description:
      'Keys of items that cannot be read and are left out. `GET /errors/ItemUnreadable` says what to do. Absent when there are none.',
  });
  return z
    .object({ items: z.array(item).meta({ description: 'The items of this page.' }), cursor, unreadable })
    .meta({ id, description: 'One page of a list.' });
}
