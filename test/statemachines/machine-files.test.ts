import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import aslValidator from 'asl-validator';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { machineText, transientRetrier } from '../../scripts/machine-reference/machine-definitions.ts';
import { ERRORS } from '../../src/core/errors.ts';

interface State {
  readonly Type: string;
  readonly Comment?: string;
  readonly Resource?: string;
  readonly Arguments?: { readonly FunctionName?: string };
  readonly TimeoutSeconds?: number | string;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts?: number }[];
  readonly Catch?: readonly { readonly Next: string }[];
  readonly ItemProcessor?: Machine;
}
interface Machine {
  readonly States: Readonly<Record<string, State>>;
}

const machines = ['change-stack', 'converge', 'drift', 'release', 'watch'] as const;

/** Settling is the end of the failure path; what fails there is left to the event of the execution's end. */
const settling = new Set(['Settle', 'Settle drift', 'Settle release', 'Record stack']);

describe.each(machines)('the machine %s', (name) => {
  const text = machineText(name);
  const states = allStates(parse(text, { merge: true }) as Machine);
  const tasks = states.filter(([, { Type }]) => Type === 'Task');
  const lambdas = tasks.filter(([, { Resource }]) => Resource?.includes(':lambda:invoke'));

  test('is valid Amazon States Language', () => {
    const substituted = text
      .replaceAll(/\$\{self:custom\.awaitSeconds\}/g, '60')
      .replaceAll(/\$\{(\w+)Arn\}/g, 'arn:aws:lambda:eu-west-1:111122223333:function:$1');
    const result = (aslValidator as unknown as Validator)(parse(substituted, { merge: true }));
    expect(result.errors).toEqual([]);
  });

  test('says of each task why it is there, how long it may take, and what to repeat', () => {
    const bare = tasks.filter(([, task]) => {
      return !task.Comment || task.TimeoutSeconds === undefined || (task.Retry ?? []).length === 0;
    });
    expect(bare.map(([state]) => state)).toEqual([]);
  });

  test('repeats first of all, in every Task, what the shared list says', () => {
    const without = tasks.filter(([, { Retry = [] }]) => !isDeepStrictEqual(Retry[0], transientRetrier()));
    expect(without.map(([state]) => state)).toEqual([]);
  });

  test('repeats on nothing but what somebody throws', () => {
    const ofStepFunctions = /^(Lambda|States|StepFunctions|Sandbox|Runtime)\./;
    const ours = new Set(['NotYet', 'NotYetForMinutes', 'Throttled', ...Object.keys(ERRORS)]);
    const names = tasks.flatMap(([, { Retry = [] }]) => Retry.flatMap(({ ErrorEquals }) => ErrorEquals));
    expect(names.filter((error) => !ofStepFunctions.test(error) && !ours.has(error))).toEqual([]);
  });

  test('bounds every repetition', () => {
    const unbounded = tasks.flatMap(([state, { Retry = [] }]) => {
      return Retry.filter(({ MaxAttempts }) => MaxAttempts === undefined).map(() => state);
    });
    expect(unbounded).toEqual([]);
  });

  test('catches what fails before the operation is settled', () => {
    const loose = tasks.filter(([state, { Catch = [] }]) => Catch.length === 0 && !settling.has(state));
    expect(loose.map(([state]) => state)).toEqual([]);
  });

  test('calls each function by the name of its state', () => {
    for (const [state, task] of lambdas) expect(task.Arguments?.FunctionName).toBe(`\${${pascal(state)}FunctionArn}`);
  });

  test('has a file for each function, and serverless.yml packages it', () => {
    const service = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'silent' }) as Service;
    for (const [state] of lambdas) {
      expect(readdirSync('functions/steps')).toContain(`${kebab(state)}.ts`);
      expect(service.functions[camel(state)]).toMatchObject({
        name: `\${param:installation}-${kebab(state)}`,
        package: { artifact: `dist/functions/${kebab(state)}.zip` },
      });
    }
  });

  test('gets an ARN for everything it names', () => {
    const named = new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, variable]) => variable));
    const infra = parse(readFileSync('infra/state-machines.yml', 'utf8'), { logLevel: 'silent' }) as Infra;
    const { DefinitionSubstitutions: given } = infra.Resources[`${pascal(name)}StateMachine`]!.Properties;
    expect(Object.keys(given).sort()).toEqual([...named].sort());
  });
});

test('every file in functions/steps belongs to a state', () => {
  const states = machines.flatMap((name) => {
    return allStates(parse(machineText(name), { merge: true }) as Machine);
  });
  const files = readdirSync('functions/steps').map((file) => file.replace(/\.ts$/, ''));
  const names = new Set(states.map(([state]) => kebab(state)));
  expect(files.filter((file) => !names.has(file))).toEqual([]);
});

test('every function file exports a handler through one of the chains', () => {
  for (const folder of ['functions/steps', 'functions/events']) {
    for (const file of readdirSync(folder)) {
      expect(readFileSync(join(folder, file), 'utf8'), file).toMatch(/export const handler = \w+\(/);
    }
  }
});

type Validator = (definition: unknown) => { readonly errors: readonly unknown[] };

interface Service {
  readonly functions: Readonly<Record<string, unknown>>;
}
interface Infra {
  readonly Resources: Readonly<
    Record<string, { readonly Properties: { readonly DefinitionSubstitutions: Readonly<Record<string, unknown>> } }>
  >;
}

function allStates(machine: Machine): (readonly [string, State])[] {
  return Object.entries(machine.States).flatMap(([name, state]) => [
    [name, state] as const,
    ...(state.ItemProcessor ? allStates(state.ItemProcessor) : []),
  ]);
}

function kebab(state: string): string {
  return state.toLowerCase().replaceAll(' ', '-');
}

function pascal(state: string): string {
  return kebab(state).replaceAll(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
}

function camel(state: string): string {
  const name = pascal(state);
  return name.charAt(0).toLowerCase() + name.slice(1);
}
