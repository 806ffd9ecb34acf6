import { catalogue, ids, settings, state, time, traffic, workflows } from '../../src/aws/ports.ts';
import { PlaceInput, place } from '../../src/core/release/place.ts';
import { step } from '../chain/step.ts';

/** Task state "Placement": starts the release's stack in its slot. */
export const handler = step(PlaceInput, (input) =>
  place(input, { catalogue, ids, settings, state, time, traffic, workflows }),
);
