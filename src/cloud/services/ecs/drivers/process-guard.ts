import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const GUARD = fileURLToPath(new URL('process-guard-main.ts', import.meta.url));

let guard: ChildProcess | undefined;

/**
 * Each task process leads its own process group, which terminals do not signal, so it would outlive a killed cloud.
 * A guard process reads the group ids from a pipe, and kills the groups when this end of the pipe closes.
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
  // An ended guard does not accept lines; the next guard receives the tasks that start after it.
  child.stdin.on('error', () => {});
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return child;
}
