import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ScopeClaim } from '../../core/entities.ts';
import type { StateStore } from '../../core/ports/index.ts';
import { decodeItem, encodeItem, KINDS } from './item-kinds.ts';
import { keys } from './keys.ts';
import { conditional, queryUnder, type Table } from './table.ts';

/** A claim is an item of its own in its parent's partition, so two scopes meet only where they want the same key. */
export function scopeClaimItems(table: Table): Pick<StateStore, 'listClaims' | 'putClaim' | 'dropClaim'> {
  return {
    listClaims: (parent) => allClaims(table, parent),
    putClaim: (claim) =>
      conditional(
        table.client.send(
          new PutCommand({
            TableName: table.name,
            Item: { ...encodeItem(KINDS.scopeClaim, claim), ...keys.scopeClaim(claim) },
            ConditionExpression: 'attribute_not_exists(pk) OR #scope = :scope',
            ...ofScope(claim),
          }),
        ),
      ),
    dropClaim: async (claim) => {
      const command = new DeleteCommand({
        TableName: table.name,
        Key: keys.scopeClaim(claim),
        ConditionExpression: '#scope = :scope',
        ...ofScope(claim),
      });
      await conditional(table.client.send(command));
    },
  };
}

function ofScope({ scope }: ScopeClaim) {
  return { ExpressionAttributeNames: { '#scope': 'scope' }, ExpressionAttributeValues: { ':scope': scope } };
}

/** More than a parent has: an environment has at most 50 applications, and a base a few hundred environments. */
const claimsMax = 10_000;

/** Throws ItemUnreadable for one that cannot be read: an operation decides from all of them what it may claim. */
async function allClaims(table: Table, parent: string): Promise<readonly ScopeClaim[]> {
  const items = await queryUnder(table, keys.scopeClaims(parent), claimsMax);
  return items.map((item) => decodeItem(KINDS.scopeClaim, item));
}
