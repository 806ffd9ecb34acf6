/** Stops an operation. */
export { stopOperation as cancelOperation } from '../../src/core/api/read-operations.ts';
