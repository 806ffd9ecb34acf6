import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { StateStore } from '../../core/ports/index.ts';
import { SeenTags, type Wanted } from '../../core/wanted.ts';
import { encodeItem, type Item, KINDS } from './item-kinds.ts';
import { type Key, keys } from './keys.ts';
import { conditional, readItem, type Table } from './table.ts';

type WantedStore = Pick<
  StateStore,
  'readWanted' | 'putWanted' | 'readAutomation' | 'putAutomation' | 'readSeenTags' | 'putSeenTags'
>;

/** Items of their own beside an application's spec and state: no lock guards them. */
export function wantedItems(table: Table): WantedStore {
  const put = (key: Key, item: Item) =>
    table.client.send(new PutCommand({ TableName: table.name, Item: { ...item, ...key } }));
  return {
    readWanted: (scope) => readItem(table, keys.wanted(scope), KINDS.wanted),
    putWanted: (wanted, replaces) =>
      conditional(
        table.client.send(
          new PutCommand({
            TableName: table.name,
            Item: { ...encodeItem(KINDS.wanted, wanted), ...keys.wanted(wanted.scope) },
            ...(replaces ? isStill(replaces) : isEarlierThan(wanted)),
          }),
        ),
      ),
    readAutomation: (scope) => readItem(table, keys.automation(scope), KINDS.automation),
    putAutomation: async (automation) => {
      await put(keys.automation(automation.scope), encodeItem(KINDS.automation, automation));
    },
    async readSeenTags(scope) {
      const item = await readItem(table, keys.seenTags(scope), KINDS.seenTags);
      return item && SeenTags.safeParse(JSON.parse(item.seenTags)).data;
    },
    putSeenTags: async (seen) => {
      const seenTags = JSON.stringify(SeenTags.parse(seen));
      await put(keys.seenTags(seen.scope), encodeItem(KINDS.seenTags, { seenTags }));
    },
  };
}

/** Timestamps have milliseconds, all of them, so that their order is that of their texts. */
function isEarlierThan({ at }: Wanted) {
  return {
    ConditionExpression: 'attribute_not_exists(pk) OR #at < :at',
    ExpressionAttributeNames: { '#at': 'at' },
    ExpressionAttributeValues: { ':at': at },
  };
}

function isStill({ at, digest, tag }: Wanted) {
  return {
    ConditionExpression: '#at = :at AND #digest = :digest AND #tag = :tag',
    ExpressionAttributeNames: { '#at': 'at', '#digest': 'digest', '#tag': 'tag' },
    ExpressionAttributeValues: { ':at': at, ':digest': digest, ':tag': tag },
  };
}
