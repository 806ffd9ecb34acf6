/** Maps whose keys the user chooses; they are not converted. */
const FREE_KEYS = new Set(['options', 'dockerLabels', 'driverOpts', 'labels']);

/** Names that differ from the API's in more than the first letter. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  FilesystemId: 'fileSystemId',
  FSxWindowsFileServerVolumeConfiguration: 'fsxWindowsFileServerVolumeConfiguration',
};

/**
 * CloudFormation's `ContainerDefinitions` is the API's `containerDefinitions`, `EFSVolume` its `efsVolume`, at every
 * depth.
 */
export function lowerCamel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCamel);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const key = OTHER_NAMES[name] ?? name.replace(/^([A-Z]+(?=[A-Z][a-z]|$)|[A-Z])/, (first) => first.toLowerCase());
      return [key, FREE_KEYS.has(key) ? item : lowerCamel(item)];
    }),
  );
}
