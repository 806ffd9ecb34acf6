/** An environment: spec and status. */
export { readScope as getEnvironment } from '../../src/core/api/read-scope.ts';
