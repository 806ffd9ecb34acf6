import { expect, it, test } from 'vitest';
import type { Attention } from '../../../src/core/entities.ts';
import { decideAttention } from '../../../src/core/observe/decide-attention.ts';
import { observeWorld } from '../../../src/core/observe/observe-world.ts';
import type { AttentionChange, ListedStack, World } from '../../../src/core/ports/index.ts';
import { type FakePorts, fakePorts } from '../../fakes/index.ts';
import { listed, NOW, SHOP, stackRecord, state } from './observed-world.ts';

const before: Attention = {
  kind: 'needs-attention',
  by: 'sweep',
  codes: ['stack-missing'],
  reason: 'old words',
  since: NOW,
  commands: [],
};
const marked = { scope: SHOP, now: '2026-11-20T13:00:00.000Z', before: undefined, hasPrevious: true };
const missing = { code: 'stack-missing', message: 'stack `a` no longer exists' };

test.each<[string, readonly string[], Partial<Attention>]>([
  [
    'what a repair brings back',
    ['rule-missing'],
    {
      kind: 'needs-attention',
      commands: ['plinth repair dev/shop', 'plinth operations dev/shop', 'plinth status dev/shop'],
    },
  ],
  [
    'a release that does not work is rolled back, not repaired',
    ['nothing-runs'],
    {
      kind: 'needs-attention',
      commands: ['plinth rollback dev/shop', 'plinth operations dev/shop', 'plinth status dev/shop'],
    },
  ],
  ['a missing task is a degradation', ['too-few-run'], { kind: 'degraded' }],
  ['the worse one counts', ['too-few-run', 'weights'], { kind: 'needs-attention', codes: ['too-few-run', 'weights'] }],
])('%s', (_, codes, attention) => {
  const differences = codes.map((code) => ({ code, message: code }));
  expect(decideAttention({ stacks: {}, differences, serves: 'nothing answers users' }, marked)).toMatchObject({
    by: 'sweep',
    since: marked.now,
    reason: `${codes.join('; ')}; nothing answers users`,
    ...attention,
  });
});

it('keeps a mark as long as the same differs, takes it away after that, and leaves that of an operation', () => {
  expect(decideAttention({ stacks: {}, differences: [missing] }, { ...marked, before })).toBe(before);
  expect(decideAttention({ stacks: {}, differences: [] }, { ...marked, before })).toBeUndefined();
  const ofOperation = { ...before, by: 'operation' } as const;
  expect(decideAttention({ stacks: {}, differences: [] }, { ...marked, before: ofOperation })).toBe(ofOperation);
});

const leftovers = { gone: async () => [] };

interface Stage {
  readonly ports: FakePorts;
  readonly stacks: ListedStack[];
  readonly notified: AttentionChange[];
  /** A round five minutes after the last. */
  round(): Promise<readonly string[]>;
}

async function stage(): Promise<Stage> {
  const stacks: ListedStack[] = [];
  const notified: AttentionChange[] = [];
  const world = { stacks: async () => stacks } as Partial<World> as World;
  const attentionChanged = async (changes: readonly AttentionChange[]) => void notified.push(...changes);
  const ports = fakePorts({ world, announcements: { attentionChanged } });
  const base = stackRecord('keys', { stackName: 'plinth--base--keys', stackId: 'id-keys' });
  const network = stackRecord('network', { stackName: 'plinth--dev--network', stackId: 'id-network' });
  await ports.state.updateScopeState('base', () => state('base', { stacks: { keys: base } }));
  await ports.state.updateScopeState('environments/dev', () => state('environments/dev', { stacks: { network } }));
  stacks.push(listed(base), listed(network));
  return {
    ports,
    stacks,
    notified,
    async round() {
      ports.time.advance(300);
      return (await observeWorld({}, { ...ports, leftovers })).observed;
    },
  };
}

const attentionOf = async ({ ports }: Stage) => (await ports.state.readScopeState('environments/dev'))?.attention;

it('marks what differs, notifies once for each change of the mark, and takes the mark away', async () => {
  const here = await stage();
  expect(await here.round()).toEqual(['base', 'environments/dev']);
  expect([await attentionOf(here), here.notified]).toEqual([undefined, []]);
  const network = here.stacks.pop()!;
  await here.round();
  expect(await attentionOf(here)).toMatchObject({
    kind: 'needs-attention',
    reason: 'stack `plinth--dev--network` no longer exists',
    commands: ['plinth repair dev', 'plinth operations dev', 'plinth status dev'],
  });
  await here.round();
  here.stacks.push(network);
  await here.round();
  await here.round();
  expect(await attentionOf(here)).toBeUndefined();
  expect(here.notified.map(({ scope, status }) => `${scope} ${status}`)).toEqual([
    'environments/dev needs-attention',
    'environments/dev well',
  ]);
});

it('notifies again after it died between the mark and the event', async () => {
  const here = await stage();
  here.stacks.pop();
  const { announcements } = here.ports;
  const dying = { ...here.ports, announcements: { attentionChanged: () => Promise.reject(new Error('died')) } };
  here.ports.time.advance(300);
  expect((await observeWorld({}, { ...dying, leftovers })).observed).toEqual([]);
  expect(here.ports.announcements).toBe(announcements);
  await here.round();
  expect(here.notified).toHaveLength(1);
});

it('marks nothing while an operation holds the scope, nor one that changed since it was read', async () => {
  const here = await stage();
  here.stacks.pop();
  const holder = { operationId: 'op_1', fence: 1, by: 'ana', since: NOW };
  const lock = (exclusive: typeof holder | undefined) =>
    here.ports.state.updateScopeState('environments/dev', (now) => ({
      ...now!,
      lock: { holders: {}, fence: 1, ...(exclusive && { exclusive }) },
    }));
  await lock({ ...holder, since: here.ports.time.now().toISOString() });
  await here.round();
  expect(await attentionOf(here)).toBeUndefined();
  await lock(undefined);
  const list = here.ports.world.stacks;
  const slow: World = {
    ...here.ports.world,
    async stacks(target) {
      await here.ports.state.updateScopeState('environments/dev', (now) => ({ ...now!, lastOperation: 'op_2' }));
      return list(target);
    },
  };
  here.ports.time.advance(300);
  await observeWorld({}, { ...here.ports, leftovers, world: slow });
  await here.round();
  expect(await attentionOf(here)).toBeDefined();
});

it('concludes nothing from a list of stacks that AWS refuses, and says that it could not read it', async () => {
  const here = await stage();
  const world = { stacks: () => Promise.reject(new Error('Rate exceeded')) } as Partial<World> as World;
  here.ports.time.advance(300);
  await observeWorld({}, { ...here.ports, leftovers, world });
  expect(await attentionOf(here)).toBeUndefined();
  expect((await here.ports.state.readObservation('environments/dev'))?.unread).toEqual(['stacks: Rate exceeded']);
});

it('lists a stack with the tag of the installation that is on no record', async () => {
  const here = await stage();
  here.stacks.push(listed(stackRecord('queue'), { changedAt: new Date(0) }));
  await here.round();
  expect((await here.ports.state.listRetained()).items).toEqual([
    {
      kind: 'orphaned',
      type: 'AWS::CloudFormation::Stack',
      physicalId: 'id-queue',
      stackName: 'plinth--dev--shop--queue',
      scope: SHOP,
      target: { account: '111122223333', region: 'eu-west-1' },
      since: new Date(0).toISOString(),
      reason: 'it has the tag of the installation, no record names it, and no operation works on it',
    },
  ]);
});

it('keeps the stacks without a record through a round in which AWS does not list the stacks', async () => {
  const here = await stage();
  here.stacks.push(listed(stackRecord('queue'), { changedAt: new Date(0) }));
  await here.round();
  const world = { stacks: () => Promise.reject(new Error('Rate exceeded')) } as Partial<World> as World;
  here.ports.time.advance(300);
  await observeWorld({}, { ...here.ports, leftovers, world });
  expect((await here.ports.state.listRetained()).items).toMatchObject([{ physicalId: 'id-queue' }]);
  here.stacks.pop();
  await here.round();
  expect((await here.ports.state.listRetained()).items).toEqual([]);
});

it('runs once at a time', async () => {
  const here = await stage();
  expect(await here.round()).toHaveLength(2);
  expect((await observeWorld({}, { ...here.ports, leftovers })).observed).toEqual([]);
});
