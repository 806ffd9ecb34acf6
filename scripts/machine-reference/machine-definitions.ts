import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'yaml';

export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Comment?: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly TimeoutSeconds?: number | string;
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Retry?: readonly Retrier[];
  readonly ItemProcessor?: Machine;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

export interface Machine {
  readonly Comment?: string;
  readonly StartAt: string;
  readonly TimeoutSeconds?: number;
  readonly States: Readonly<Record<string, State>>;
}

/** The machines of `statemachines/` by name, as they are written. */
export function readMachines(): Readonly<Record<string, Machine>> {
  const names = globSync('statemachines/*.asl.yaml').map((file) => basename(file, '.asl.yaml'));
  return Object.fromEntries(names.sort().map((name) => [name, parse(machineText(name), { merge: true }) as Machine]));
}

/** The text of a machine with the files that it includes, as the packaged service has it. */
export function machineText(name: string): string {
  return readFileSync(`statemachines/${name}.asl.yaml`, 'utf8').replaceAll(
    /\$\{file\((.+?)\)\}/g,
    (_, file: string) => {
      return JSON.stringify(parse(readFileSync(file, 'utf8')));
    },
  );
}

/** The retrier that all Tasks of all machines share. */
export function transientRetrier(): Retrier {
  return parse(readFileSync('statemachines/transient.yml', 'utf8')) as Retrier;
}

/** All states of a machine in the order of its file, also those inside a Map. */
export function allStates(machine: Machine): readonly (readonly [string, State])[] {
  return Object.entries(machine.States).flatMap(([name, state]) => [
    [name, state] as const,
    ...(state.ItemProcessor ? allStates(state.ItemProcessor) : []),
  ]);
}

/** `Await stack` as its file, its function and its progress step are called: `await-stack`. */
export function kebab(state: string): string {
  return state.toLowerCase().replaceAll(' ', '-');
}
