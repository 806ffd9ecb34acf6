import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { decodeCursor } from '../../core/cursor.ts';
import type { StateStore } from '../../core/ports/index.ts';
import { encodeItem, KINDS } from './item-kinds.ts';
import { keys } from './keys.ts';
import { listItems } from './pages.ts';
import { conditional, type Table } from './table.ts';

/** One item a thing, without a time to live: a line leaves the list when the thing is gone. */
export function retainedItems(table: Table): Pick<StateStore, 'listRetained' | 'putRetained' | 'dropRetained'> {
  return {
    listRetained: ({ cursor, limit } = {}) =>
      listItems(table, {
        kind: KINDS.retained,
        under: keys.allRetained,
        newestFirst: false,
        after: decodeCursor(cursor, keys.allRetained.sk),
        limit,
      }),
    putRetained: async (item) => {
      const Item = { ...encodeItem(KINDS.retained, item), ...keys.retained(item) };
      const ConditionExpression = 'attribute_not_exists(pk)';
      await conditional(table.client.send(new PutCommand({ TableName: table.name, Item, ConditionExpression })));
    },
    dropRetained: async (item) => {
      await table.client.send(new DeleteCommand({ TableName: table.name, Key: keys.retained(item) }));
    },
  };
}
