import { spawnSync } from 'node:child_process';

/** Signals a process and all that it started. Windows knows neither groups nor signals: `taskkill` ends the tree. */
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
