import type { AccountRegion, Kernel } from '../../kernel/service.ts';
import { type TableRecord, tableStore } from './table-store.ts';

const hourSeconds = 3600;
/** How often expired items are looked for. */
const periodSeconds = 6 * hourSeconds;
/** An item is deleted within a few days of its expiry; here in the second day. */
const delaySeconds = 24 * hourSeconds;
/** Older values are taken for mistakes. */
const yearsMax = 5;

type Where = AccountRegion & { readonly kernel: Kernel };

/** Starts looking for a table's expired items, or stops when it has no time to live any more. */
export function watchExpiry({ name, timeToLive }: TableRecord, { kernel, account, region }: Where): void {
  const timer = { service: 'dynamodb', name: 'expire', key: name, account, region };
  if (timeToLive?.Enabled !== true) kernel.timers.cancel(timer);
  else if (!kernel.timers.isSet(timer)) kernel.timers.set(timer, periodSeconds);
}

/** Deletes the items of a table that expired a day ago or earlier, and not more than five years ago. */
export async function expireItems(name: string, where: Where): Promise<void> {
  const { engine, tables } = tableStore(where.kernel, where);
  const table = tables.get(name);
  if (table?.timeToLive?.Enabled !== true) return;
  const nowSeconds = Math.floor(where.kernel.clock.now() / 1000);
  await engine.deleteItems(name, {
    FilterExpression: 'attribute_type(#expiry, :number) AND #expiry BETWEEN :oldest AND :newest',
    ExpressionAttributeNames: { '#expiry': table.timeToLive.AttributeName! },
    ExpressionAttributeValues: {
      ':number': { S: 'N' },
      ':oldest': { N: `${nowSeconds - yearsMax * 365 * 24 * hourSeconds}` },
      ':newest': { N: `${nowSeconds - delaySeconds}` },
    },
  });
  watchExpiry(table, where);
}
