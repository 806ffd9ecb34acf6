import { alarms, ids, loadBalancing, state, time, workloads } from '../../src/aws/ports.ts';
import { BakeInput, bake } from '../../src/core/release/bake.ts';
import { step } from '../chain/step.ts';

/** Task state "Bake": watches targets and alarms while the release has all traffic. */
export const handler = step(BakeInput, (input) => bake(input, { alarms, ids, state, time, loadBalancing, workloads }));
