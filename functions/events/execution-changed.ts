import { ports } from '../../src/aws/ports.ts';
import { operationEnded } from '../../src/core/events/operation-ended.ts';
import { ExecutionChanged } from '../../src/core/operation/execution-changed.ts';
import { event } from '../chain/event.ts';

/** Event "Step Functions Execution Status Change": ends the operation of an execution that did not, and starts what waited for its end. */
export const handler = event(ExecutionChanged, (input) => operationEnded(input, ports));
