/** A component with its parameters. */
export { readComponent as getComponent } from '../../src/core/api/read-catalogue.ts';
