import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { expect, test } from 'vitest';
import { readPlinthFile, type ScopeSpec } from '../../../src/cli/plinth-file.ts';
import type { Stage } from '../harness.ts';
import { push } from '../images.ts';
import { checkInvariants } from '../invariants.ts';
import { inventory } from '../inventory.ts';
import { stageOfFile } from '../stage-of-file.ts';

/** One of `examples/systems`, provided before a file's first test. */
export interface System {
  /** The scopes of its file, base first. */
  readonly scopes: readonly ScopeSpec[];
  /** Works on it, on virtual time. */
  drive(work: (stage: Stage) => Promise<void>): Promise<void>;
  /** The account before the system was there. */
  accountBefore(): readonly string[];
}

/** Registers what opens and stops the stage of a file's tests, and provides the system in it. */
export function openSystem(name: string): System {
  const scopes = readPlinthFile(`examples/systems/${name}/plinth.yaml`);
  let stage: Stage;
  let before: readonly string[];
  stageOfFile(async (opened) => {
    stage = opened;
    before = await inventory(stage);
    await provide(stage, scopes);
  });
  return { scopes, drive: (work) => stage.drive(() => work(stage)), accountBefore: () => before };
}

/** Asks for every scope in the file's order, each when the one before it is there. */
async function provide(stage: Stage, scopes: readonly ScopeSpec[]): Promise<void> {
  for (const { scope, spec } of scopes) await stage.succeed('PUT', `/${scope}`, spec);
}

/** Releases an image into an application: one that is pushed now, or the id of a machine image. */
export async function releaseInto(stage: Stage, application: string, image?: string): Promise<void> {
  const name = application.split('/').at(-1) ?? '';
  if (image === undefined) await push(stage, name, { tag: '1' });
  await stage.succeed('POST', `/${application}/releases`, { image: image ?? `${name}:1` });
}

/** Releases what runs in another environment into an application that waits for an approval, and approves it. */
export async function promoteInto(stage: Stage, application: string, from: string): Promise<void> {
  const waiting = await stage.run('POST', `/${application}/releases`, { from });
  expect(waiting.status).toBe('waiting');
  await stage.send('POST', `/${application}/releases/1/approval`, { body: { approved: true } });
  expect((await stage.ended(waiting.id)).status).toBe('succeeded');
}

/** Asks for a scope of the system with some members of its spec changed. Answers the stacks that were touched, and how. */
export async function change(
  stage: Stage,
  { scopes }: System,
  { scope, spec }: ScopeSpec,
): Promise<Readonly<Record<string, string | undefined>>> {
  const asked = scopes.find((one) => one.scope === scope)?.spec;
  const { steps } = await stage.succeed('PUT', `/${scope}`, { ...asked, ...spec });
  return Object.fromEntries(steps.flatMap(({ name, action }) => (action === 'keep' ? [] : [[name, action]])));
}

/**
 * Registers the last two tests of a system's file: retired, it leaves these stacks and finds them again; retired with its
 * data, it leaves the account as it was.
 */
export function testRetirement(system: System, kept: readonly string[]): void {
  test('retired, it keeps exactly its data and what that needs, and finds them when it is provided again', () =>
    system.drive(async (stage) => {
      await retire(stage, system.scopes);
      const left = await stacks(stage);
      expect(Object.keys(left).toSorted()).toEqual(kept.map((name) => `plinth--${name}`).toSorted());
      await provide(stage, system.scopes);
      const again = await stacks(stage);
      expect(Object.fromEntries(Object.keys(left).map((name) => [name, again[name]]))).toEqual(left);
      await checkInvariants(stage);
    }));

  test('retired with its data, it leaves the account as it was', () =>
    system.drive(async (stage) => {
      await retire(stage, system.scopes, (scope) => `?data=delete&confirm=${scope.split('/').at(-1)}`);
      expect(await inventory(stage)).toEqual(system.accountBefore());
    }));
}

/** Retires everything, the innermost scopes first. */
async function retire(stage: Stage, scopes: readonly ScopeSpec[], query = (_scope: string) => ''): Promise<void> {
  for (const { scope, spec } of scopes.toReversed()) {
    if (spec.protected) await stage.succeed('PUT', `/${scope}`, { ...spec, protected: false });
    await stage.succeed('DELETE', `/${scope}${query(scope)}`);
  }
}

/** Ids of Plinth's stacks by their names. */
async function stacks({ aws }: Stage): Promise<Readonly<Record<string, string>>> {
  const { Stacks = [] } = await new CloudFormationClient(aws).send(new DescribeStacksCommand({}));
  const ours = Stacks.filter(({ StackName }) => StackName?.startsWith('plinth--'));
  return Object.fromEntries(ours.map(({ StackName = '', StackId = '' }) => [StackName, StackId]));
}
