import { describe, expect, test } from 'vitest';
import type { Weights } from '../../../src/core/entities.ts';
import { assertEmptiable, assertSlotUnused, guardDeletion } from '../../../src/core/release/assert-emptiable.ts';
import { type ResolvedRelease, readResolved } from '../../../src/core/release/resolved-release.ts';
import { application, release, type World, world } from './fake-world.ts';
import { digestTag, two } from './scenes.ts';

/** Release 1 is standby in slot two, release 2 live in slot one: what the operation of release 2 resolved. */
async function stage(given: Partial<ResolvedRelease> = {}) {
  const here = await two();
  const resolved = { ...(await readResolved('op_2', here.ports)), ...given };
  const standby = await here.ports.state.readRelease(application, 1);
  const liveRelease = await here.ports.state.readRelease(application, 2);
  return { here, resolved, standby: standby!.slot, live: liveRelease!.slot };
}

function byHand({ rules }: World, rule: string, slot: 'one' | 'two', percent: number): void {
  const other = 100 - percent;
  rules[rule] = (slot === 'one' ? { one: percent, two: other } : { one: other, two: percent }) satisfies Weights;
}

describe('before the stack of a release is deleted', () => {
  test('the live release is refused, with the share that a production rule sends', async () => {
    const { here, resolved, live } = await stage();
    await expect(assertEmptiable(resolved, 2, here.ports)).rejects.toMatchObject({
      code: 'TrafficServed',
      message: `release 2 stays in slot ${live}: a production rule sends 100 % of the traffic to it`,
    });
  });

  test('a standby without traffic may go, and so may a release that is not recorded', async () => {
    const { here, resolved } = await stage();
    await assertEmptiable(resolved, 1, here.ports);
    await assertEmptiable(resolved, 7, here.ports);
  });

  test('a standby is refused when one of two rules was given to it by hand', async () => {
    const { here, resolved, standby } = await stage();
    byHand(here, 'https', standby, 10);
    await expect(assertEmptiable(resolved, 1, here.ports)).rejects.toThrow(
      'a production rule sends 10 % of the traffic',
    );
  });

  test('it may go when nothing of it runs, or another release runs in its slot', async () => {
    const { here, resolved, standby } = await stage();
    byHand(here, 'http', standby, 100);
    const inItsPlace = { ...resolved, slot: standby, name: 'hello-3', number: 3 };
    await expect(assertEmptiable(inItsPlace, 1, here.ports)).rejects.toThrow('100 %');
    here.services.set('hello-3', here.services.get('hello-2')!);
    await assertEmptiable(inItsPlace, 1, here.ports);
    here.services.delete('hello-3');
    here.services.delete('hello-1');
    await assertEmptiable(inItsPlace, 1, here.ports);
  });

  test('what runs in the other slot does not take its place', async () => {
    const { here, resolved, standby } = await stage();
    byHand(here, 'http', standby, 100);
    await expect(assertEmptiable(resolved, 1, here.ports)).rejects.toThrow('100 %');
  });

  test('`recreate` may leave the gap that its plan states', async () => {
    const { here, resolved } = await stage({ strategy: 'recreate' });
    await assertEmptiable(resolved, 2, here.ports);
  });

  test('a worker is refused by its record alone, until another release does its work', async () => {
    const here = await world({}, 'worker');
    await release(here, 'op_1', digestTag.one);
    const resolved = await readResolved('op_1', here.ports);
    await expect(assertEmptiable(resolved, 1, here.ports)).rejects.toThrow('no other one does its work');
  });
});

describe('before a release is placed', () => {
  test('a slot that a production rule sends to is refused', async () => {
    const { here, resolved, live } = await stage({ occupants: [] });
    const beside = { ...resolved, slot: live, before: undefined, number: 3 };
    await expect(assertSlotUnused(beside, here.ports)).rejects.toThrow(
      `release 3 cannot be placed in slot ${live}: a production rule sends 100 % of the traffic to it`,
    );
  });

  test('an empty slot is taken, and the own slot of a release that replaces in place', async () => {
    const { here, resolved, standby } = await stage({ occupants: [] });
    await assertSlotUnused({ ...resolved, slot: standby, before: undefined }, here.ports);
    const before = (await here.ports.state.readScopeState(application))?.live;
    await assertSlotUnused({ ...resolved, slot: before!.slot, before }, here.ports);
  });

  test('an occupant with traffic is refused', async () => {
    const { here, resolved, standby } = await stage({ occupants: [{ number: 1, name: 'hello-1' }] });
    byHand(here, 'http', standby, 100);
    const inPlace = { ...resolved, before: { ...resolved.before!, slot: resolved.slot } };
    await expect(assertSlotUnused(inPlace, here.ports)).rejects.toThrow('release 1 stays in slot');
  });
});

describe('an operation that deletes stacks by its plan', () => {
  test('asks for the stack of a release, and for no other', async () => {
    const { here } = await stage();
    await expect(guardDeletion('op_2', `${application}/releases/2`, here.ports)).rejects.toThrow('release 2 stays');
    await guardDeletion('op_2', `${application}/releases/1`, here.ports);
    await guardDeletion('op_2', application, here.ports);
    await guardDeletion('op_unknown', `${application}/releases/2`, here.ports);
  });
});
