/** The base: its spec and its status. */
export { readScope as getBase } from '../../src/core/api/read-scope.ts';
