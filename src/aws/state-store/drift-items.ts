import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { EnvironmentDrift } from '../../core/drift.ts';
import type { StateStore } from '../../core/ports/index.ts';
import { encodeItem, KINDS } from './item-kinds.ts';
import { keys } from './keys.ts';
import { readItem, type Table } from './table.ts';

export function driftItems(table: Table): Pick<StateStore, 'readDrift' | 'putDrift'> {
  return {
    /** One that an older version wrote otherwise is as good as none: the next detection makes it anew. */
    async readDrift(scope) {
      const item = await readItem(table, keys.drift(scope), KINDS.drift);
      return item && EnvironmentDrift.safeParse(JSON.parse(item.drift)).data;
    },
    async putDrift(drift) {
      const item = encodeItem(KINDS.drift, { drift: JSON.stringify(EnvironmentDrift.parse(drift)) });
      await table.client.send(new PutCommand({ TableName: table.name, Item: { ...item, ...keys.drift(drift.scope) } }));
    },
  };
}
