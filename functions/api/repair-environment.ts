/** Brings back what is missing of an environment. */
export { repairScope as repairEnvironment } from '../../src/core/api/change-scope.ts';
