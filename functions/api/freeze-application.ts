/** Stops the automation of an application. */
export { freezeApplication } from '../../src/core/api/freeze-application.ts';
