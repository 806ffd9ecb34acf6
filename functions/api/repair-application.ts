/** Brings back what is missing of an application. */
export { repairScope as repairApplication } from '../../src/core/api/change-scope.ts';
