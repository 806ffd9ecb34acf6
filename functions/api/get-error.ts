/** What an error code means and what to do about it. */
export { readError as getError } from '../../src/core/api/read-error.ts';
