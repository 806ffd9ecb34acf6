import { ports } from '../../src/aws/ports.ts';
import { ExecutionChanged, executionChanged } from '../../src/core/operation/execution-changed.ts';
import { event } from '../chain/event.ts';

/** Event "Step Functions Execution Status Change": ends the operation of an execution that did not. */
export const handler = event(ExecutionChanged, (input) => executionChanged(input, ports));
