/** An operation and how far it is. */
export { showOperation as getOperation } from '../../src/core/api/read-operations.ts';
