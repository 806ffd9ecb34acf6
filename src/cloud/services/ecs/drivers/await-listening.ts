import { connect } from 'node:net';
import type { Clock } from '../../../kernel/clock.ts';
import { deadline } from '../../../kernel/deadline.ts';
import type { ContainerExit } from './driver.ts';

const LISTENING_SECONDS_MAX = 10;

/**
 * In scaled time a process that takes half a real second to start has already used up much of its service's grace
 * period. Its container therefore counts as started when the process listens, has ended, or has reached the limit.
 */
export async function awaitListening(localPort: number, exited: Promise<ContainerExit>, clock: Clock): Promise<void> {
  if (clock.kind !== 'scaled') return;
  const limit = deadline(clock, LISTENING_SECONDS_MAX);
  let isOver = false;
  const over = Promise.race([exited, limit.expired]).then(() => {
    isOver = true;
  });
  while (!isOver && !(await accepts(localPort))) await Promise.race([clock.sleep(1), over]);
  limit.cancel();
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
