/** Provisions an application, or changes it. */
export { provisionScope as putApplication } from '../../src/core/api/change-scope.ts';
