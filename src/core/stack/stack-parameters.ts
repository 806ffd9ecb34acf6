import { PlinthError } from '../errors.ts';
import { own } from '../own.ts';
import { isKnown, joinedList, type PlannedParameter, type PlannedStack } from '../plan/plan.ts';
import type { Ports } from '../ports/index.ts';

/** The full parameter set of a planned stack, with the outputs that its plan could not know. */
export async function stackParameters(
  stack: PlannedStack,
  ports: Pick<Ports, 'state'>,
): Promise<Record<string, string>> {
  const outputs = outputReader(stack, ports);
  const values: Record<string, string> = {};
  for (const [name, planned] of Object.entries(stack.parameters)) {
    values[name] = await parameterValue(`${stack.component}.${name}`, planned, { outputs, ports });
  }
  return values;
}

/** Those of them that do not wait for an output. */
export async function knownParameters(
  stack: PlannedStack,
  ports: Pick<Ports, 'state'>,
): Promise<Record<string, string>> {
  const known = Object.entries(stack.parameters).filter(([, planned]) => isKnown(planned));
  return stackParameters({ ...stack, parameters: Object.fromEntries(known) }, ports);
}

type Source = Extract<PlannedParameter, { from: unknown }>['from'];
type OutputReader = (source: Source) => Promise<string | undefined>;

interface Sources {
  readonly outputs: OutputReader;
  readonly ports: Pick<Ports, 'state'>;
}

async function parameterValue(label: string, planned: PlannedParameter, sources: Sources): Promise<string> {
  if ('value' in planned) return planned.value;
  if ('list' in planned) return joinedList(await parameterValues(label, planned.list, sources));
  const { component, output } = planned.from;
  const value = await sources.outputs(planned.from);
  if (value !== undefined) return value;
  throw new PlinthError(
    'MissingParameter',
    `${label} comes from output ${output} of \`${component}\`, which has no such output`,
  );
}

async function parameterValues(label: string, list: readonly PlannedParameter[], sources: Sources): Promise<string[]> {
  const values: string[] = [];
  for (const item of list) values.push(await parameterValue(label, item, sources));
  return values;
}

/** Reads each scope's scope state once, however many parameters come from it. */
function outputReader(stack: PlannedStack, ports: Pick<Ports, 'state'>): OutputReader {
  const scopeStates = new Map<string, ReturnType<Ports['state']['readScopeState']>>();
  return async ({ component, output, scope = stack.scope }) => {
    const scopeState = await (scopeStates.get(scope) ??
      remember(scopeStates, scope, ports.state.readScopeState(scope)));
    const record = scopeState && own(scopeState.stacks, component);
    return record && own(record.outputs, output);
  };
}

function remember<V>(map: Map<string, V>, key: string, value: V): V {
  map.set(key, value);
  return value;
}
