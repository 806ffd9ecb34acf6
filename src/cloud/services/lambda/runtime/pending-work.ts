/** Counts what keeps a sandbox's event loop busy: timers and requests under way. */
export interface PendingWork {
  begin(): void;
  end(): void;
  /** Calls back as soon as nothing is under way; at once when that is so already. */
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
