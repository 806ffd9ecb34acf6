/** The components that can be asked for. */
export { listCatalogue } from '../../src/core/api/read-catalogue.ts';
