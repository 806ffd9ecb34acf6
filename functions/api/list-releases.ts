/** The releases of an application. */
export { listReleases } from '../../src/core/api/releases.ts';
