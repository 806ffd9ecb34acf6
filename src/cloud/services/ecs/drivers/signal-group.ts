import { spawnSync } from 'node:child_process';

/** Signals a process and its child processes. Windows has neither process groups nor signals: `taskkill` ends the tree. */
export function signalGroup(pid: number, name: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended in the meantime.
  }
}
