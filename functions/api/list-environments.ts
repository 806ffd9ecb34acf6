/** All environments. */
export { listScopes as listEnvironments } from '../../src/core/api/read-scope.ts';
