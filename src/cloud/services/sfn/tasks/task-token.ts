import { AwsError } from '../../../kernel/errors.ts';
import type { Random } from '../../../kernel/random.ts';
import { pendingTasks, type SfnStore } from '../sfn-store.ts';
import type { PendingTask } from './pending-task.ts';

const TOKEN_PREFIX = 'AQCoAAAAKgAAAAMAAAAAAAAAA';

/** A token as long and as opaque as AWS's. */
export function makeTaskToken(random: Random): string {
  return `${TOKEN_PREFIX}${random.hex(512)}`;
}

/** The task of a token that is still open. */
export function openTask(store: SfnStore, token: string): PendingTask {
  if (!store.tokens.has(token)) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  const pending = pendingTasks(store).get(token);
  if (pending === undefined || pending.isOver) {
    throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }
  return pending;
}
