import { leftovers } from '../../src/aws/leftovers.ts';
import { announcements, log, settings, state, time, workflows, world } from '../../src/aws/ports.ts';
import { observeWorld, WorldRound } from '../../src/core/observe/observe-world.ts';
import { event } from '../chain/event.ts';

/** Event "Schedule": compares what is recorded with what AWS has, every five minutes, and changes nothing in AWS. */
export const handler = event(WorldRound, (input) =>
  observeWorld(input, { announcements, leftovers, log, settings, state, time, workflows, world }),
);
