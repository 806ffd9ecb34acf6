import {
  type Json,
  type JsonObject,
  type QueryLanguage,
  queryLanguageOf,
  type State,
  type StateMachineDefinition,
  statesOf,
} from './definition.ts';
import { type Diagnostic, failed } from './diagnostic.ts';
import { isObject } from './json-path.ts';
import { checkJsonata, expressionIn } from './jsonata-expression.ts';
import { ERROR } from './states-error.ts';

const JSONPATH_FIELDS = [
  'InputPath',
  'OutputPath',
  'Parameters',
  'ResultSelector',
  'ResultPath',
  'ItemsPath',
  'SecondsPath',
  'TimestampPath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'MaxConcurrencyPath',
  'ErrorPath',
  'CausePath',
];
const JSONATA_FIELDS = ['Arguments', 'Output', 'Items'];
const STATE_NAME_LENGTH_MAX = 80;

/**
 * Checks each language's own fields and the syntax of expressions, before asl-validator, whose messages for these are
 * vague.
 */
export function languageRules(machine: StateMachineDefinition): Diagnostic[] {
  return [...statesOf(machine)].flatMap(([state, location]) => {
    const language = queryLanguageOf(state, machine);
    if (state.Assign !== undefined && !isObject(state.Assign)) {
      return [failed('Assign must be an object of variable names and values', `${location}/Assign`)];
    }
    if (machine.QueryLanguage === 'JSONata' && language === 'JSONPath') {
      return [failed('A JSONata state machine cannot hold JSONPath states', `${location}/QueryLanguage`)];
    }
    const fields = fieldRules(state, location, language);
    return language === 'JSONata' ? [...fields, ...expressionRules(state, location)] : fields;
  });
}

/** Rules that asl-validator lacks: the length of names, States.ALL alone and last. */
export function stateRules(machine: StateMachineDefinition): Diagnostic[] {
  return [...statesOf(machine)].flatMap(([state, location]) => {
    const name = location.slice(location.lastIndexOf('/States/') + '/States/'.length);
    const complaint = `State name is longer than ${STATE_NAME_LENGTH_MAX} characters`;
    const names = name.length > STATE_NAME_LENGTH_MAX ? [failed(complaint, location)] : [];
    return [...names, ...catchAllRules(state, location)];
  });
}

function fieldRules(state: State, location: string, language: QueryLanguage): Diagnostic[] {
  const foreign = language === 'JSONata' ? JSONPATH_FIELDS : JSONATA_FIELDS;
  return foreign
    .filter((field) => field in state)
    .map((field) =>
      failed(`The field "${field}" is not supported when QueryLanguage is ${language}`, `${location}/${field}`),
    );
}

/** Fields that contain other states are skipped: those states have locations of their own. */
function expressionRules(state: State, location: string): Diagnostic[] {
  const { Branches: _branches, ItemProcessor: _processor, Iterator: _iterator, ...own } = state;
  return [...strings(own as unknown as JsonObject, location)].flatMap(([text, at]) => {
    const expression = expressionIn(text);
    if (expression === undefined) return [];
    try {
      checkJsonata(expression);
      return [];
    } catch (error) {
      return [failed(`The JSONata expression cannot be parsed: ${(error as Error).message}`, at)];
    }
  });
}

function* strings(value: Json, at: string): Generator<readonly [string, string]> {
  if (typeof value === 'string') yield [value, at];
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* strings(item, `${at}[${index}]`);
  else if (isObject(value)) for (const [key, item] of Object.entries(value)) yield* strings(item, `${at}/${key}`);
}

function catchAllRules(state: State, location: string): Diagnostic[] {
  const lists = [
    ['Retry', state.Retry ?? []],
    ['Catch', state.Catch ?? []],
  ] as const;
  return lists.flatMap(([field, entries]) =>
    entries.flatMap(({ ErrorEquals }, index) => {
      if (!ErrorEquals.includes(ERROR.all)) return [];
      const isRight = ErrorEquals.length === 1 && index === entries.length - 1;
      const message = 'States.ALL must stand alone, in the last entry';
      return isRight ? [] : [failed(message, `${location}/${field}[${index}]/ErrorEquals`)];
    }),
  );
}
