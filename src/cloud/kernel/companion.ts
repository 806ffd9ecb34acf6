/**
 * Something of this process that goes with an object: a socket, a listener, what waits for it. It is made at first use and
 * ends with the object. Stores are plain data, so that a snapshot can be written to a file; what is not data lives here.
 */
export function companion<K extends object, V>(create: (object: K) => V): (object: K) => V {
  const byObject = new WeakMap<K, V>();
  return (object) => {
    const found = byObject.get(object);
    if (found !== undefined) return found;
    const made = create(object);
    byObject.set(object, made);
    return made;
  };
}
