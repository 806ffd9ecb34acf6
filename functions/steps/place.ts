import { catalogue, ids, loadBalancing, settings, state, time, workflows, workloads } from '../../src/aws/ports.ts';
import { PlaceInput, place } from '../../src/core/release/place.ts';
import { step } from '../chain/step.ts';

/** Task state "Place": starts the release's stack in its slot. */
export const handler = step(PlaceInput, (input) =>
  place(input, { catalogue, ids, settings, state, time, loadBalancing, workflows, workloads }),
);
