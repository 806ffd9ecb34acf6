declare module 'asl-validator' {
  /** Checks a definition against the language's schema and its references. Writes into the definition. */
  export default function validate(definition: object): {
    readonly isValid: boolean;
    readonly errors: readonly { readonly 'Error code': string; readonly Message: string }[];
  };
}
