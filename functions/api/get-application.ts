/** An application: its spec, its status and its live release. */
export { readScope as getApplication } from '../../src/core/api/read-scope.ts';
