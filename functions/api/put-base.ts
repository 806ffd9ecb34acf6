/** Provisions the base, or changes it. */
export { provisionScope as putBase } from '../../src/core/api/change-scope.ts';
