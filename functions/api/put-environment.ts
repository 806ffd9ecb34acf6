/** Provisions or changes an environment. */
export { provisionScope as putEnvironment } from '../../src/core/api/change-scope.ts';
