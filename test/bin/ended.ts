import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOKS_MAX = 300;

/** Resolves when a process has ended; throws when it is still there after half a minute. */
export async function ended(pid: number): Promise<void> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    if (!isRunning(pid)) return;
    await sleep(100);
  }
  throw new Error(`process ${pid} is still running`);
}

/** A process that has ended stays known until the one that adopted it has asked for its status. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
