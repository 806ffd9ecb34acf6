/** One finding, as ValidateStateMachineDefinition lists them. */
export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: string;
  readonly message: string;
  /** Pointer to the field, `/States/Plan/Retry[0]`. */
  readonly location?: string;
}

export function failed(message: string, location: string): Diagnostic {
  return { severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message, location };
}
