import { ids, probe, state, time } from '../../src/aws/ports.ts';
import { SmokeInput, smoke } from '../../src/core/release/smoke.ts';
import { step } from '../chain/step.ts';

/** Task state "Smoke": sends the smoke requests through the test listener. */
export const handler = step(SmokeInput, (input) => smoke(input, { ids, probe, state, time }));
