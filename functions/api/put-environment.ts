/** Provisions an environment, or changes it. */
export { provisionScope as putEnvironment } from '../../src/core/api/change-scope.ts';
