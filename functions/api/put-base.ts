/** Provisions or changes the base. */
export { provisionScope as putBase } from '../../src/core/api/change-scope.ts';
