import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { StateStore } from '../../core/ports/index.ts';
import { SeenTags, type Wanted } from '../../core/wanted.ts';
import { encodeItem, KINDS } from './item-kinds.ts';
import { keys } from './keys.ts';
import { conditional, putItem, readItem, type Table } from './table.ts';
import { putWhole, readWhole } from './whole-items.ts';

type WantedStore = Pick<
  StateStore,
  'readWanted' | 'putWanted' | 'readAutomation' | 'putAutomation' | 'readSeenTags' | 'putSeenTags'
>;

const SEEN_TAGS = { kind: KINDS.seenTags, attribute: 'seenTags', schema: SeenTags } as const;

/** Items of their own beside an application's spec and state: no lock guards them. */
export function wantedItems(table: Table): WantedStore {
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
    putAutomation: (automation) =>
      putItem(table, keys.automation(automation.scope), encodeItem(KINDS.automation, automation)),
    readSeenTags: (scope) => readWhole(table, keys.seenTags(scope), SEEN_TAGS),
    putSeenTags: (seen) => putWhole(table, keys.seenTags(seen.scope), { ...SEEN_TAGS, value: seen }),
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
