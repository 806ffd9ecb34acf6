import type { State, StateGraph, StateMachineDefinition } from './definition.ts';
import { processorOf } from './definition.ts';
import { type Diagnostic, failed } from './diagnostic.ts';

const NAME_LENGTH_MAX = 80;
const NAME = /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}]*$/u;

/** Variables: well-formed names, none called `states`, and none that an outer scope assigns too. */
export function variableRules(machine: StateMachineDefinition): Diagnostic[] {
  return scopeRules(machine, new Set(), '');
}

function scopeRules(graph: StateGraph, outer: ReadonlySet<string>, at: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const own = new Set<string>();
  for (const [stateName, state] of Object.entries(graph.States)) {
    for (const name of assignedNames(state)) {
      own.add(name);
      const complaint = nameComplaint(name, outer);
      if (complaint !== undefined) diagnostics.push(failed(complaint, `${at}/States/${stateName}/Assign`));
    }
  }
  const visible = new Set([...outer, ...own]);
  for (const [stateName, state] of Object.entries(graph.States)) {
    for (const [index, inner] of innerGraphs(state).entries()) {
      diagnostics.push(...scopeRules(inner, visible, `${at}/States/${stateName}[${index}]`));
    }
  }
  return diagnostics;
}

function nameComplaint(name: string, outer: ReadonlySet<string>): string | undefined {
  if (name === 'states') return 'The variable name "states" is reserved';
  if (!NAME.test(name) || name.length > NAME_LENGTH_MAX) return `The variable name "${name}" is not valid`;
  return outer.has(name) ? `The variable "${name}" is assigned in an outer scope already` : undefined;
}

/** Names that a state assigns, including its choice rules and catchers. JSONPath marks computed ones with `.$`. */
function assignedNames(state: State): string[] {
  const assigns = [
    state.Assign,
    ...(state.Choices ?? []).map((rule) => rule.Assign),
    ...(state.Catch ?? []).map((catcher) => catcher.Assign),
  ];
  return assigns.flatMap((assign) => Object.keys(assign ?? {}).map((key) => key.replace(/\.\$$/, '')));
}

function innerGraphs(state: State): readonly StateGraph[] {
  return state.Type === 'Map' ? [processorOf(state)] : (state.Branches ?? []);
}
