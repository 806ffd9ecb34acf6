/** Brings back what is missing of the base. */
export { repairScope as repairBase } from '../../src/core/api/change-scope.ts';
