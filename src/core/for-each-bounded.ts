/** So many calls are under way at once. The state's own retries carry the rest. */
export const concurrencyMax = 10;

/** Runs an action for each item, `concurrencyMax` at a time, and answers the results in the order of the items. */
export async function forEachBounded<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let n = next++; n < items.length; n = next++) results[n] = await run(items[n] as T);
  };
  await Promise.all(Array.from({ length: Math.min(concurrencyMax, items.length) }, worker));
  return results;
}
