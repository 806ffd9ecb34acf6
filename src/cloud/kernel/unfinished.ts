/** What a cloud is in the middle of: a snapshot cannot hold the state of code that is waiting halfway through. */
export interface Unfinished {
  /** Counts the work until it has settled; `what` names it where a snapshot is refused for it. */
  track<T>(what: string, work: Promise<T>): Promise<T>;
  list(): readonly string[];
  /** How much was ever begun: has it changed, something happened in between. */
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
