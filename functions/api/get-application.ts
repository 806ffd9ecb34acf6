/** An application: spec, status and what is live. */
export { readScope as getApplication } from '../../src/core/api/read-scope.ts';
