import { companion } from '../../../kernel/companion.ts';
import type { RunningContainer } from '../drivers/driver.ts';
import type { Container, Task } from '../store.ts';

interface Life {
  /** Aborted by a request to stop the task, and when the cloud stops. */
  readonly stopSignal: AbortController;
  /** Ends the task; absent while it starts, because its start handles the request. */
  end?: () => void;
}

/** What a task has of this process. */
export const lifeOf = companion((_task: Task): Life => ({ stopSignal: new AbortController() }));

/** What runs of a container in this process: nothing before it has started. */
export const runningOf = companion((_container: Container): { container?: RunningContainer } => ({}));
