/** The base: spec and status. */
export { readScope as getBase } from '../../src/core/api/read-scope.ts';
