import { ports } from '../../src/aws/ports.ts';
import { executionEnded } from '../../src/core/events/execution-ended.ts';
import { ExecutionChanged } from '../../src/core/operation/execution-changed.ts';
import { event } from '../chain/event.ts';

/** Event "Step Functions Execution Status Change": ends the operation of an execution that did not, starts what waited for its end, and finishes a deletion that was stopped. */
export const handler = event(ExecutionChanged, (input) => executionEnded(input, ports));
