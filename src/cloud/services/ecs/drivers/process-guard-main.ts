import { createInterface } from 'node:readline';
import { signalGroup } from './signal-group.ts';

/** The guard's own process: see `process-guard.ts`. A line is `+` or `-` and the id of a group. */
const running = new Set<number>();
for await (const line of createInterface({ input: process.stdin })) {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) running.add(pid);
  else running.delete(pid);
}
for (const pid of running) signalGroup(pid, 'SIGKILL');
