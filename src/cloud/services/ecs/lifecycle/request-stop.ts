import type { EcsCall, StopCode, Task } from '../store.ts';

/** Tells a task to stop; the first reason given is the one that stays. */
export function requestStop(task: Task, stop: { code: StopCode; reason: string }, call: EcsCall): void {
  if (task.stop !== undefined) return;
  task.stop = stop;
  task.desiredStatus = 'STOPPED';
  task.stoppingAt = new Date(call.kernel.clock.now());
  task.stopSignal.abort(new Error(stop.reason));
}
