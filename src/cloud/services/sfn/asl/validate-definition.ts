import validateAsl from 'asl-validator';
import { type Json, type JsonObject, type StateMachineDefinition, statesOf } from './definition.ts';
import type { Diagnostic } from './diagnostic.ts';
import { isObject } from './json-path.ts';
import { languageRules, stateRules } from './language-rules.ts';
import { variableRules } from './variable-rules.ts';

/** A definition that may run, or the reasons why it may not. */
export type ValidatedDefinition =
  | { readonly definition: StateMachineDefinition; readonly diagnostics: readonly [] }
  | { readonly definition?: undefined; readonly diagnostics: readonly Diagnostic[] };

const DEFINITIONS_MAX = 200;
const validated = new Map<string, ValidatedDefinition>();

/** Parses and checks a definition. Checking is slow and depends on the text alone, so results are cached. */
export function validateDefinition(text: string): ValidatedDefinition {
  const known = validated.get(text);
  if (known !== undefined) return known;
  const fresh = check(text);
  if (validated.size < DEFINITIONS_MAX) validated.set(text, fresh);
  return fresh;
}

/** The published schema and references, then our own rules. */
function check(text: string): ValidatedDefinition {
  const parsed = parse(text);
  if (!isObject(parsed as JsonObject)) {
    return fail('INVALID_JSON_DESCRIPTION', typeof parsed === 'string' ? parsed : 'Definition must be a JSON object');
  }
  const missing = ['States', 'StartAt'].filter((field) => !(field in (parsed as JsonObject)));
  if (missing.length > 0)
    return fail('SCHEMA_VALIDATION_FAILED', `These fields are required: [${missing.join(', ')}]`, '/');
  const definition = parsed as unknown as StateMachineDefinition;
  const diagnostics = languageRules(definition);
  if (diagnostics.length === 0) diagnostics.push(...schemaRules(definition));
  if (diagnostics.length === 0) diagnostics.push(...stateRules(definition), ...variableRules(definition));
  return diagnostics.length === 0 ? { definition, diagnostics: [] } : { diagnostics };
}

function schemaRules(definition: StateMachineDefinition): Diagnostic[] {
  const { errors } = validateAsl(simplified(definition));
  return errors.map((error) => ({ severity: 'ERROR', code: error['Error code'], message: error.Message }));
}

/** The parsed value, or the parser's error message. */
function parse(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'string' ? undefined : value;
  } catch (error) {
    return (error as Error).message;
  }
}

function fail(code: string, message: string, location?: string): ValidatedDefinition {
  return { diagnostics: [{ severity: 'ERROR', code, message, ...(location === undefined ? {} : { location }) }] };
}

/**
 * asl-validator writes into what it checks, so it gets a copy; and it knows neither expressions as timeouts nor all
 * the values that AWS takes for Output and its kin, so the copy has plain ones.
 */
function simplified(definition: StateMachineDefinition): StateMachineDefinition {
  const copy = structuredClone(definition);
  for (const [state] of statesOf(copy)) {
    for (const fields of [state, ...(state.Choices ?? []), ...(state.Catch ?? [])] as JsonObject[]) {
      for (const [name, stand] of STAND_INS) {
        if (fields[name] !== undefined && !(typeof stand === 'number' && !isExpression(fields[name]))) {
          fields[name] = stand;
        }
      }
    }
  }
  return copy;
}

const STAND_INS: readonly (readonly [string, Json])[] = [
  ['TimeoutSeconds', 60],
  ['HeartbeatSeconds', 60],
  ['Output', {}],
  ['Arguments', {}],
  ['Assign', {}],
  ['ItemSelector', {}],
];

function isExpression(value: Json): boolean {
  return typeof value === 'string' && value.startsWith('{%');
}
