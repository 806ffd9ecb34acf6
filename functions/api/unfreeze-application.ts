/** Starts the automation of an application again. */
export { unfreezeApplication } from '../../src/core/api/freeze-application.ts';
