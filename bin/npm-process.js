import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * The process that npm is. Some shells stay between npm and the script that npm starts with them, and others become it.
 * @returns {number}
 */
export function npmProcess() {
  const parent = lookUp(process.ppid);
  return parent?.command.includes('scripts/run.js') ? parent.parent : process.ppid;
}

/**
 * @param {number} pid
 * @returns {{ parent: number, command: string } | undefined} undefined where the system does not tell
 */
function lookUp(pid) {
  return process.platform === 'linux' ? lookUpInProc(pid) : lookUpByPs(pid);
}

/** @param {number} pid */
function lookUpInProc(pid) {
  try {
    // The command's name stands in brackets and may hold anything; its state and its parent's id follow.
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '');
    return { parent: Number(status.split(' ')[1]), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') };
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function lookUpByPs(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' });
  const [, parent, command] = /^\s*(\d+)\s+(.*)/.exec(stdout ?? '') ?? [];
  return command === undefined ? undefined : { parent: Number(parent), command };
}
