/** Counts what keeps a sandbox's event loop alive: timers and open requests. */
export interface PendingWork {
  begin(): void;
  end(): void;
  /** Calls back as soon as the event loop is empty, or at once. */
  whenEmpty(callback: () => void): void;
}

export function pendingWork(): PendingWork {
  let count = 0;
  let waiting: (() => void)[] = [];
  return {
    begin: () => void count++,
    end() {
      count--;
      if (count > 0) return;
      const callbacks = waiting;
      waiting = [];
      for (const callback of callbacks) callback();
    },
    whenEmpty(callback) {
      if (count === 0) callback();
      else waiting.push(callback);
    },
  };
}
