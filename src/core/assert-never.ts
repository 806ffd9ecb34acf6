/** The end of a switch over a union: reaching it is a defect, and the compiler says so first. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}
