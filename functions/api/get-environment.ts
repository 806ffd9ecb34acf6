/** An environment: its spec and its status. */
export { readScope as getEnvironment } from '../../src/core/api/read-scope.ts';
