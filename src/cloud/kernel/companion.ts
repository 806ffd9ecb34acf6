/**
 * An object of this process that belongs to a stored one: a socket, a listener, a waiting caller. It is created at
 * first use and ends with the object. Stores are plain data, so that a snapshot can be written to a file; what is not
 * data is a companion.
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
