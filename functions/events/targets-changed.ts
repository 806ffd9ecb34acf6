import { state, workflows } from '../../src/aws/ports.ts';
import { TargetsChanged, targetsChanged } from '../../src/core/release/targets-changed.ts';
import { event } from '../chain/event.ts';

/** Event "ECS Task State Change": wakes the release that waits for the tasks. */
export const handler = event(TargetsChanged, (input) => targetsChanged(input, { state, workflows }));
