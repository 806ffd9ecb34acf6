import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const GUARD = fileURLToPath(new URL('process-guard-main.ts', import.meta.url));

let guard: ChildProcess | undefined;

/**
 * The processes of tasks are groups of their own, which no terminal signals: they would outlive a cloud that is killed.
 * A guard process reads their ids from a pipe, and ends them when this end of the pipe closes, whatever closed it.
 */
export function endWithThisProcess(pid: number, exited: Promise<unknown>): void {
  tell(`+${pid}`);
  exited.finally(() => tell(`-${pid}`));
}

function tell(line: string): void {
  guard ??= startGuard();
  guard.stdin!.write(`${line}\n`);
}

function startGuard(): ChildProcess {
  const child = spawn(process.execPath, [GUARD], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl-C in a terminal ends the cloud, and must not end the guard before it.
    detached: true,
    windowsHide: true,
  });
  child.once('exit', () => {
    guard = undefined;
  });
  // A guard that has ended takes no more lines; the next one that starts is given the tasks that start after it.
  child.stdin.on('error', () => {});
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return child;
}
