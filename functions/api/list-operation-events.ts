/** What happened in an operation. */
export { listOperationEvents } from '../../src/core/api/read-operations.ts';
