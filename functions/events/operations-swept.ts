import { ports } from '../../src/aws/ports.ts';
import { Sweep, sweep } from '../../src/core/operation/sweep.ts';
import { event } from '../chain/event.ts';

/** Event "Schedule": mends what a lost event or a crash left behind, every five minutes. */
export const handler = event(Sweep, (input) => sweep(input, ports));
