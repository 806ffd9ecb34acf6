/** The components that a spec may name. */
export { listCatalogue } from '../../src/core/api/read-catalogue.ts';
