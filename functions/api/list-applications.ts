/** The applications of an environment. */
export { listScopes as listApplications } from '../../src/core/api/read-scope.ts';
