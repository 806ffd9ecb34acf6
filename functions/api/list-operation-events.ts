/** The events of an operation. */
export { listOperationEvents } from '../../src/core/api/read-operations.ts';
