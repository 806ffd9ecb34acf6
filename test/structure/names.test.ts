import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { machineText } from '../../scripts/machine-reference/machine-definitions.ts';

interface State {
  readonly Type: string;
  readonly Comment?: string;
  readonly Resource?: string;
  readonly Arguments?: { readonly FunctionName?: string };
  readonly TimeoutSeconds?: number | string;
  readonly Retry?: readonly unknown[];
  readonly States?: Readonly<Record<string, State>>;
  readonly ItemProcessor?: { readonly States: Readonly<Record<string, State>> };
  readonly Branches?: readonly { readonly States: Readonly<Record<string, State>> }[];
}

const machines = globSync('statemachines/*.asl.yaml').map((file) => ({
  file,
  states: statesOf(parse(machineText(basename(file, '.asl.yaml')))),
}));
const steps = globSync('functions/steps/*.ts').map((file) => basename(file, '.ts'));
const serverless: { functions: Record<string, unknown> } = parse(readFileSync('serverless.yml', 'utf8'), {
  logLevel: 'silent',
});
/** CloudFormation's logical ids take no hyphens, so serverless.yml writes `awaitHealthy` for `await-healthy`. */
const functions = Object.keys(serverless.functions).map((name) =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
);

test('a Task state, its file, its function and its substitution have one name', () => {
  const wrong = machines.flatMap(({ file, states }) =>
    states
      .map(([name, state]) => ({ name, lambda: lambdaOf(state) }))
      .filter(({ lambda }) => lambda !== undefined)
      .filter(({ name, lambda }) => lambda !== `\${${camel(kebab(name))}FunctionArn}` || !steps.includes(kebab(name)))
      .map(({ name, lambda }) => `${file}: state "${name}" calls ${lambda}`),
  );
  expect(wrong).toEqual([]);
});

test('every step is a Task state of some machine, and a function in serverless.yml', () => {
  const used = new Set(machines.flatMap(({ states }) => states.map(([name]) => kebab(name))));
  expect(steps.filter((step) => !used.has(step))).toEqual([]);
  expect(steps.filter((step) => !functions.includes(step))).toEqual([]);
});

test('every function in serverless.yml has its file', () => {
  const wrong = functions.filter(
    (name) => !['', 'steps/', 'events/'].some((folder) => existsSync(`functions/${folder}${name}.ts`)),
  );
  expect(wrong).toEqual([]);
});

test('every Task state says what it does, how long it may take and what it tries again', () => {
  const wrong = machines.flatMap(({ file, states }) =>
    states
      .filter(([, state]) => state.Type === 'Task')
      .filter(([, state]) => !state.Comment || state.TimeoutSeconds === undefined || !state.Retry?.length)
      .map(([name]) => `${file}: ${name}`),
  );
  expect(wrong).toEqual([]);
});

function statesOf(machine: { readonly States: Readonly<Record<string, State>> }): [string, State][] {
  return Object.entries(machine.States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...(state.ItemProcessor === undefined ? [] : statesOf(state.ItemProcessor)),
    ...(state.Branches ?? []).flatMap(statesOf),
  ]);
}

/** The function that a Task calls, directly or by the Lambda integration; undefined for other Tasks. */
function lambdaOf(state: State): string | undefined {
  if (state.Type !== 'Task') return undefined;
  if (state.Resource?.startsWith('arn:aws:states:::lambda:')) return state.Arguments?.FunctionName;
  return state.Resource?.startsWith('$') ? state.Resource : undefined;
}

function kebab(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-');
}

function camel(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
