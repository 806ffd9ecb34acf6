/** What was retained or orphaned in AWS. */
export { listRetained } from '../../src/core/api/list-retained.ts';
