/** Maps whose keys are the user's own words and stay as they are. */
const FREE_KEYS = new Set(['options', 'dockerLabels', 'driverOpts', 'labels']);

/** CloudFormation's `ContainerDefinitions` is the API's `containerDefinitions`, at every depth. */
export function lowerCamel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCamel);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const key = name.charAt(0).toLowerCase() + name.slice(1);
      return [key, FREE_KEYS.has(key) ? item : lowerCamel(item)];
    }),
  );
}
