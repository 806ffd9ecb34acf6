import type { ObservedTask } from '../ports/index.ts';

const migrationSecondsMax = 1800;
/** ECS may take this long to describe a task that it has just started. */
const unknownSecondsMax = 60;

export type MigrationDecision =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'wait'; readonly reason: string }
  /** `stop`: whether the task is still running. */
  | { readonly kind: 'fail'; readonly stop: boolean; readonly reason: string };

/** What follows from how the one-off task stands, so long after its start. Undefined: ECS does not know the task. */
export function decideMigration(task: ObservedTask | undefined, secondsSinceStart: number): MigrationDecision {
  if (!task && secondsSinceStart < unknownSecondsMax) return { kind: 'wait', reason: 'ECS does not know the task yet' };
  if (!task) {
    return {
      kind: 'fail',
      stop: false,
      reason: 'the exit code of the migration is unknown: ECS no longer knows its task',
    };
  }
  if (!task.stopped) {
    if (secondsSinceStart < migrationSecondsMax) return { kind: 'wait', reason: 'the migration is still running' };
    const minutes = migrationSecondsMax / 60;
    return {
      kind: 'fail',
      stop: true,
      reason: `the migration was stopped because it ran longer than ${minutes} minutes`,
    };
  }
  if (task.exitCode === 0) return { kind: 'succeeded' };
  const how = task.exitCode === undefined ? 'without an exit code' : `with exit code ${task.exitCode}`;
  return { kind: 'fail', stop: false, reason: `the migration stopped ${how}: ${task.reason ?? 'no reason given'}` };
}
