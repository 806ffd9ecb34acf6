/** An operation and its progress. */
export { showOperation as getOperation } from '../../src/core/api/read-operations.ts';
