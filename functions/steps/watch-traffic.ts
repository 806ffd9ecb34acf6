import { alarms, ids, loadBalancing, state, time, workloads } from '../../src/aws/ports.ts';
import { WatchTrafficInput, watchTraffic } from '../../src/core/release/watch-traffic.ts';
import { step } from '../chain/step.ts';

/** Task state "Watch traffic": watches targets and alarms while a release has users. */
export const handler = step(WatchTrafficInput, (input) =>
  watchTraffic(input, { alarms, ids, state, time, loadBalancing, workloads }),
);
