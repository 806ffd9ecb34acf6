/** Provisions or changes an application. */
export { provisionScope as putApplication } from '../../src/core/api/change-scope.ts';
