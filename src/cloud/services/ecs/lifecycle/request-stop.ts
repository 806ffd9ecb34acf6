import type { EcsCall, StopCode, Task } from '../store.ts';
import { lifeOf } from './task-life.ts';

/** Requests that a task stops; the first reason is kept. */
export function requestStop(task: Task, stop: { code: StopCode; reason: string }, call: EcsCall): void {
  if (task.stop !== undefined) return;
  task.stop = stop;
  task.desiredStatus = 'STOPPED';
  task.stoppingAt = new Date(call.kernel.clock.now());
  const life = lifeOf(task);
  life.stopSignal.abort(new Error(stop.reason));
  life.end?.();
}
