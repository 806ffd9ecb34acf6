import { describe, expect, it } from 'vitest';
import { promisedTo, quotaNeeds } from '../../../src/core/converge/assert-quotas.ts';
import type { ScopeClaim } from '../../../src/core/entities.ts';
import type { PlannedStack } from '../../../src/core/plan/plan.ts';
import type { Quota, Quotas } from '../../../src/core/ports/index.ts';
import { fakePorts } from '../../fakes/index.ts';
import { recordedStacks } from '../../fakes/recorded-stacks.ts';
import { catalogueOf, smallSketches } from '../templates.ts';
import { installation } from './installation.ts';

const described = (Type: string, more: object = {}) => ({ Type, Metadata: { 'plinth:description': Type }, ...more });
const catalogue = catalogueOf({
  ...smallSketches,
  network: { ...smallSketches.network!, resources: { Vpc: described('AWS::EC2::VPC') } },
});
const target = { account: '111122223333', region: 'eu-west-1' };

/** An account with its default VPC and those of Plinth's environments, which may have so many VPCs. */
function inAccount(limit: number) {
  const quotas: Quotas = {
    read: async (_, type): Promise<Quota | undefined> => {
      if (type !== 'AWS::EC2::VPC') return undefined;
      const { items } = await ports.state.listScopeStates('base');
      const scopes = items.filter(({ stacks }) => stacks.network !== undefined).map(({ scope }) => scope);
      return { limit, used: 1 + scopes.length, scopes, serviceCode: 'vpc', quotaCode: 'L-F678F1CE' };
    },
  };
  const ports = fakePorts({ catalogue, quotas, stacks: recordedStacks });
  return installation(ports);
}

describe('an environment for whose VPC the account has no room', () => {
  it('is refused before anything starts, in a plan too, with the way to request more', async () => {
    const plinth = inAccount(1);
    await plinth.put('base');
    for (const planOnly of [true, false]) {
      await expect(plinth.put('environments/dev', {}, { planOnly })).rejects.toMatchObject({
        code: 'QuotaExceeded',
        message: 'account 111122223333 may have 1 VPCs in eu-west-1: 1 exist, and 1 more would be needed',
        nextSteps: [expect.stringContaining('--service-code vpc --quota-code L-F678F1CE --desired-value 2')],
      });
    }
    expect(await plinth.ports.state.readScopeState('environments/dev')).toBeUndefined();
    expect(await plinth.ports.state.listClaims('base')).toEqual([]);
  });

  it('fails at its plan when others that were asked for at once were before it, and takes nothing', async () => {
    const plinth = inAccount(3);
    await plinth.put('base');
    const ids = await Promise.all([1, 2, 3, 4, 5].map((number) => plinth.ask(`environments/env${number}`)));
    const trace = await plinth.run(ids);
    expect(trace.filter((step) => step.includes('network'))).toHaveLength(2);
    const ended = await Promise.all(ids.map((id) => plinth.ports.state.readOperation(id)));
    expect(
      ended.map((operation) => (operation?.status === 'failed' ? operation.error.code : operation?.status)).toSorted(),
    ).toEqual([...Array(3).fill('QuotaExceeded'), ...Array(2).fill('succeeded')]);
    expect((await plinth.ports.state.listClaims('base')).map(({ kind }) => kind)).toEqual(['range', 'range']);
  });

  it('is asked for all the same when the quota cannot be read', async () => {
    const quotas: Quotas = { read: () => Promise.reject(new Error('the service does not answer')) };
    const plinth = installation(fakePorts({ catalogue, quotas, stacks: recordedStacks }));
    await plinth.put('base');
    expect((await plinth.put('environments/dev')).operation.status).toBe('succeeded');
  });

  it('does not need another one when its own stands', async () => {
    const plinth = inAccount(2);
    await plinth.put('base');
    await plinth.put('environments/dev');
    expect((await plinth.put('environments/dev', { owner: 'team-b' })).operation.status).toBe('succeeded');
  });
});

describe('what a plan needs of the quotas', () => {
  const stack = (action: PlannedStack['action'], region = 'eu-west-1') =>
    ({ component: 'network', action, target: { ...target, region }, parameters: {} }) as PlannedStack;

  it('are the certain resources of its new stacks, by place', () => {
    const stacks = [stack('create'), stack('create'), stack('update'), stack('create', 'us-east-1')];
    expect(
      quotaNeeds({ stacks }, catalogue).map(({ type, count, target: { region } }) => [type, count, region]),
    ).toEqual([
      ['AWS::EC2::VPC', 2, 'eu-west-1'],
      ['AWS::EC2::VPC', 1, 'us-east-1'],
    ]);
  });
});

describe('what is promised to others', () => {
  const need = { target, type: 'AWS::EC2::VPC', count: 1 } as const;
  const range = (scope: string, more: Partial<ScopeClaim> = {}): ScopeClaim => ({
    ...{ parent: 'base', kind: 'range', key: `range/${scope}`, value: '10.0.0.0/16', scope, operationId: 'op_1' },
    ...{ takenAt: '2026-01-05T09:00:00Z', standing: false, ...target },
    ...more,
  });
  const promised = (claims: readonly ScopeClaim[], scopes: readonly string[] = []) =>
    promisedTo('environments/mine', { need, quota: { scopes }, claims });

  it.each<[string, number, readonly ScopeClaim[]]>([
    [
      'one that was before this scope',
      1,
      [range('environments/a'), range('environments/mine', { takenAt: '2026-01-05T09:00:01Z' })],
    ],
    [
      'none that came after',
      0,
      [range('environments/a', { takenAt: '2026-01-05T09:00:02Z' }), range('environments/mine')],
    ],
    ['every one before this scope has its own claim', 1, [range('environments/z')]],
    ['none that stands', 0, [range('environments/a', { standing: true })]],
    ['none of another region', 0, [range('environments/a', { region: 'us-east-1' })]],
    [
      'one for a scope that moves from one range to another',
      1,
      [range('environments/a'), range('environments/a', { key: 'range/b' })],
    ],
    ['nothing of other kinds', 0, [range('environments/a', { kind: 'domain' })]],
  ])('is %s', (_, count, claims) => {
    expect(promised(claims)).toBe(count);
  });

  it('is nothing that AWS shows already, by the tag of its stack', () => {
    expect(promised([range('environments/a')], ['environments/a'])).toBe(0);
  });
});
