import type { ValidateStateMachineDefinitionInput } from '@aws-sdk/client-sfn';
import { AwsError, notImplemented } from '../../../kernel/errors.ts';
import { processorOf, type StateMachineDefinition, statesOf } from '../asl/definition.ts';
import { validateDefinition } from '../asl/validate-definition.ts';

const DEFINITION_BYTES_MAX = 1_048_576;
const DIAGNOSTICS_MAX = 100;

/** A valid definition. Throws InvalidDefinition with the first fault. */
export function acceptDefinition(text: string, type: 'STANDARD' | 'EXPRESS'): StateMachineDefinition {
  if (Buffer.byteLength(text) > DEFINITION_BYTES_MAX) throw invalid('The definition is longer than 1 MB');
  const { definition, diagnostics } = validateDefinition(text);
  if (definition === undefined) {
    const [{ code, message, location }] = diagnostics as [(typeof diagnostics)[number]];
    throw invalid(`'${code}: ${message}${location === undefined ? '' : ` at ${location}`}'`);
  }
  for (const [state, location] of statesOf(definition)) {
    if (type === 'EXPRESS' && /\.(sync(:2)?|waitForTaskToken)$/.test(state.Resource ?? '')) {
      throw invalid(`'EXPRESS state machines support neither .sync nor .waitForTaskToken at ${location}/Resource'`);
    }
    if (state.Type === 'Map' && processorOf(state).ProcessorConfig?.Mode === 'DISTRIBUTED') {
      throw notImplemented('states', `Map states in DISTRIBUTED mode (${location})`);
    }
  }
  return definition;
}

export function validateStateMachineDefinition(input: ValidateStateMachineDefinitionInput) {
  const { diagnostics } = validateDefinition(input.definition!);
  const shown = diagnostics.slice(0, input.maxResults || DIAGNOSTICS_MAX);
  return {
    result: diagnostics.length === 0 ? 'OK' : 'FAIL',
    diagnostics: shown,
    truncated: shown.length < diagnostics.length,
  };
}

function invalid(reason: string): AwsError {
  return new AwsError('InvalidDefinition', `Invalid State Machine Definition: ${reason}`);
}
