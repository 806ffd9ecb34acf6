/** Retires an environment. */
export { retireScope as deleteEnvironment } from '../../src/core/api/change-scope.ts';
