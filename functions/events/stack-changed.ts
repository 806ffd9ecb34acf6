import { state, workflows } from '../../src/aws/ports.ts';
import { StackChanged, stackChanged } from '../../src/core/stack/stack-changed.ts';
import { event } from '../chain/event.ts';

/** Event "CloudFormation Stack Status Change": wakes the workflow that awaits the stack. */
export const handler = event(StackChanged, (input) => stackChanged(input, { state, workflows }));
