import { createInterface } from 'node:readline';
import { signalGroup } from './signal-group.ts';

/** The guard process of `process-guard.ts`. Each line is `+` or `-` and the id of a process group. */
const running = new Set<number>();
for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) running.add(pid);
  else running.delete(pid);
}
for (const pid of running) signalGroup(pid, 'SIGKILL');
