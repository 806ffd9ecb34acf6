/**
 * An object that is created when it is first used. So loading a function reads no environment variable and no file, and a
 * test may set both after its imports.
 */
export function lazy<T extends object>(create: () => T): T {
  let created: T | undefined;
  const target = (): T => {
    created ??= create();
    return created;
  };
  return new Proxy({} as T, {
    get: (_, member) => Reflect.get(target(), member),
    has: (_, member) => Reflect.has(target(), member),
    ownKeys: () => Reflect.ownKeys(target()),
    // A proxy may only report what its own, empty target lacks as configurable.
    getOwnPropertyDescriptor: (_, member) => {
      const found = Reflect.getOwnPropertyDescriptor(target(), member);
      return found && { ...found, configurable: true };
    },
  });
}
