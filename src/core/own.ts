/**
 * The value that a record itself holds. Names come from people, and one may be called `constructor`, which every
 * object seems to have.
 */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
