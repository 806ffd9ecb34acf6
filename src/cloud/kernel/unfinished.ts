/** The unfinished work of a cloud: a snapshot cannot hold the state of code that waits halfway. */
export interface Unfinished {
  /** Counts the work until it has settled; the error of a refused snapshot contains `what`. */
  track<T>(what: string, work: Promise<T>): Promise<T>;
  list(): readonly string[];
  /** The number of works ever started: a change shows that something happened in between. */
  begun(): number;
}

export function unfinishedWork(): Unfinished {
  const underWay = new Map<number, string>();
  let begun = 0;
  return {
    track(what, work) {
      const number = begun++;
      underWay.set(number, what);
      const end = () => void underWay.delete(number);
      work.then(end, end);
      return work;
    },
    list: () => [...underWay.values()],
    begun: () => begun,
  };
}
