/**
 * CloudFormation passes numbers and booleans as strings where they come from a parameter. Answers a copy in
 * which the named properties, at any depth, have the type that the resource's API expects.
 */
export function coerceProperties<T>(value: T, names: { numbers?: readonly string[]; booleans?: readonly string[] }): T {
  const walk = (item: unknown, key: string): unknown => {
    if (Array.isArray(item)) return item.map((each) => walk(each, key));
    if (item !== null && typeof item === 'object') {
      return Object.fromEntries(Object.entries(item).map(([name, each]) => [name, walk(each, name)]));
    }
    if (typeof item !== 'string') return item;
    if (names.numbers?.includes(key)) return Number(item);
    if (names.booleans?.includes(key)) return item === 'true';
    return item;
  };
  return walk(value, '') as T;
}
