/** Retires the base. */
export { retireScope as deleteBase } from '../../src/core/api/change-scope.ts';
