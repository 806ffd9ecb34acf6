import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { expect, test } from 'vitest';
import { readPlinthFile, type ScopeSpec } from '../../src/cli/plinth-file.ts';
import type { Stage } from '../workflows/harness.ts';
import { push } from '../workflows/images.ts';
import { checkInvariants } from '../workflows/invariants.ts';
import { inventory } from '../workflows/inventory.ts';
import { stageOfFile } from '../workflows/stage-of-file.ts';

/** One of `examples/systems`, provided before a file's first test. */
export interface System {
  /** The scopes of its file, base first. */
  readonly scopes: readonly ScopeSpec[];
  /** Works on it, on virtual time. */
  drive(work: (stage: Stage) => Promise<void>): Promise<void>;
  /** The account before the system was there. */
  accountBefore(): readonly string[];
  /** Modelled minutes that it took until every scope was there. */
  setUpMinutes(): number;
}

/** Registers what opens and stops the stage of a file's tests, and provides the system in it. */
export function openSystem(name: string): System {
  const scopes = readPlinthFile(`examples/systems/${name}/plinth.yaml`);
  let stage: Stage;
  let before: readonly string[];
  let setUpMinutes: number;
  stageOfFile(async (opened) => {
    stage = opened;
    before = await inventory(stage);
    setUpMinutes = await minutesOf(stage, () => provide(stage, scopes));
  });
  return {
    scopes,
    drive: (work) => stage.drive(() => work(stage)),
    accountBefore: () => before,
    setUpMinutes: () => setUpMinutes,
  };
}

/** Asks for every scope at once, in the file's order: each waits for what it needs. */
async function provide(stage: Stage, scopes: readonly ScopeSpec[]): Promise<void> {
  const asked = [];
  for (const { scope, spec } of scopes) asked.push(await stage.accept('PUT', `/${scope}`, spec));
  for (const { id } of asked) expect((await stage.ended(id)).error).toBeNull();
}

/** Modelled minutes that the work takes. */
export async function minutesOf(stage: Stage, work: () => Promise<void>): Promise<number> {
  const startedSeconds = stage.seconds();
  await work();
  return (stage.seconds() - startedSeconds) / 60;
}

/** Releases an image into an application: one that is pushed now, or the id of a machine image. */
export async function releaseInto(stage: Stage, application: string, image?: string): Promise<void> {
  const name = application.split('/').at(-1) ?? '';
  if (image === undefined) await push(stage, name, { tag: '1' });
  await stage.succeed('POST', `/${application}/releases`, { image: image ?? `${name}:1` });
}

/** Releases what runs in another environment into an application that waits for an approval, and approves it at once. */
export async function promoteInto(
  stage: Stage,
  application: string,
  { from, number = 1 }: { readonly from: string; readonly number?: number },
): Promise<void> {
  const waiting = await stage.run('POST', `/${application}/releases`, { from });
  expect(waiting.status).toBe('waiting');
  await stage.send('POST', `/${application}/releases/${number}/approval`, { body: { approved: true } });
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
 * Registers the last two tests of a system's file: retired, it leaves these stacks; retired with its data, it leaves the
 * account as it was. With `tearDownMinutesMax` it is provided again in between, finds the stacks that it left, and the
 * whole is retired within so many modelled minutes.
 */
export function testRetirement(
  system: System,
  kept: readonly string[],
  { tearDownMinutesMax }: { readonly tearDownMinutesMax?: number } = {},
): void {
  const isProvidedAgain = tearDownMinutesMax !== undefined;

  test(`retired, it keeps exactly its data and what that needs${isProvidedAgain ? ', and finds them when it is provided again' : ''}`, () =>
    system.drive(async (stage) => {
      await unprotect(stage, system.scopes);
      await retire(stage, system.scopes);
      const left = await stacks(stage);
      expect(Object.keys(left).toSorted()).toEqual(kept.map((name) => `plinth--${name}`).toSorted());
      if (isProvidedAgain) {
        await provide(stage, system.scopes);
        const again = await stacks(stage);
        expect(Object.fromEntries(Object.keys(left).map((name) => [name, again[name]]))).toEqual(left);
      }
      await checkInvariants(stage);
    }));

  test('retired with its data, it leaves the account as it was', () =>
    system.drive(async (stage) => {
      const confirmed = (scope: string) => `?data=delete&confirm=${scope.split('/').at(-1)}`;
      const minutes = await minutesOf(stage, async () => {
        if (isProvidedAgain) await unprotect(stage, system.scopes);
        await retire(stage, system.scopes, confirmed);
      });
      expect(minutes).toBeLessThan(tearDownMinutesMax ?? Number.POSITIVE_INFINITY);
      expect(await inventory(stage)).toEqual(system.accountBefore());
    }));
}

async function unprotect(stage: Stage, scopes: readonly ScopeSpec[]): Promise<void> {
  for (const { scope, spec } of scopes) {
    if (spec.protected) await stage.succeed('PUT', `/${scope}`, { ...spec, protected: false });
  }
}

/** Retires everything, the innermost scopes first. */
async function retire(stage: Stage, scopes: readonly ScopeSpec[], query = (_scope: string) => ''): Promise<void> {
  for (const { scope } of scopes.toReversed()) await stage.succeed('DELETE', `/${scope}${query(scope)}`);
}

/** Ids of Plinth's stacks by their names. */
async function stacks({ aws }: Stage): Promise<Readonly<Record<string, string>>> {
  const { Stacks = [] } = await new CloudFormationClient(aws).send(new DescribeStacksCommand({}));
  const ours = Stacks.filter(({ StackName }) => StackName?.startsWith('plinth--'));
  return Object.fromEntries(ours.map(({ StackName = '', StackId = '' }) => [StackName, StackId]));
}
