import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { Observation } from '../../core/observation.ts';
import type { StateStore } from '../../core/ports/index.ts';
import { encodeItem, KINDS } from './item-kinds.ts';
import { keys } from './keys.ts';
import { readItem, type Table } from './table.ts';

export function observationItems(table: Table): Pick<StateStore, 'readObservation' | 'putObservation'> {
  return {
    /** One that an older version wrote otherwise is as good as none: the next round makes it anew. */
    async readObservation(scope) {
      const item = await readItem(table, keys.observation(scope), KINDS.observation);
      return item && Observation.safeParse(JSON.parse(item.observation)).data;
    },
    async putObservation(observation) {
      const item = encodeItem(KINDS.observation, { observation: JSON.stringify(Observation.parse(observation)) });
      const Item = { ...item, ...keys.observation(observation.scope) };
      await table.client.send(new PutCommand({ TableName: table.name, Item }));
    },
  };
}
