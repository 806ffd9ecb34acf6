/** The operations of one scope or of all scopes, newest first. */
export { listOperations } from '../../src/core/api/read-operations.ts';
