/** Retires an application with its releases. */
export { retireScope as deleteApplication } from '../../src/core/api/change-scope.ts';
