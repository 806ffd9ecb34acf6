import { describe, expect, it } from 'vitest';
import type { StackOutcome } from '../../../src/core/converge/documents.ts';
import { firstFailure } from '../../../src/core/converge/first-failure.ts';
import { planConverge } from '../../../src/core/converge/plan-converge.ts';
import { settle } from '../../../src/core/converge/settle.ts';
import type { ScopeState } from '../../../src/core/entities.ts';
import { acceptOperation } from '../../../src/core/operation/accept-operation.ts';
import { updateHeldState } from '../../../src/core/operation/operation-lock.ts';
import type { PlannedStack } from '../../../src/core/plan/plan.ts';
import { acceptedOperation } from '../../builders.ts';
import { installation, standing } from './installation.ts';

describe('a converge in which a stack fails', () => {
  it('fails those that need it, finishes the others, and says the first cause', async () => {
    const plinth = installation();
    await plinth.put('base');
    const failing = { 'load-balancer': 'no capacity' };
    const { trace, operation } = await plinth.put('environments/dev', {}, { failing });
    expect([...trace].sort()).toEqual(['+cluster', '+egress', '+network']);
    expect(operation).toMatchObject({
      status: 'failed',
      error: {
        code: 'StackFailed',
        message: '`load-balancer`: no capacity',
        evidence: ['3 of the changed stacks of environments/dev finished and stay; ask again to resume'],
      },
    });
    const scopeState = await plinth.scopeState('environments/dev');
    expect([scopeState.status, scopeState.lock.exclusive, Object.keys(scopeState.stacks).length]).toEqual([
      'failed',
      undefined,
      3,
    ]);
  });

  it('does not take a neighbour that was let down for the cause', async () => {
    const plinth = installation();
    await plinth.put('base');
    const { trace, operation } = await plinth.put('environments/dev', {}, { failing: { network: 'VPC limit' } });
    expect(trace).toEqual([]);
    expect(operation).toMatchObject({ status: 'failed', error: { message: '`network`: VPC limit' } });
    const steps = operation.steps.map(({ name, status }) => `${name} ${status}`);
    expect(steps).toEqual(['network failed', 'egress failed', 'cluster failed', 'load-balancer failed']);
  });

  it('resumes when it is asked again', async () => {
    const plinth = installation();
    await plinth.put('base');
    await plinth.put('environments/dev', {}, { failing: { 'load-balancer': 'no capacity' } });
    const { trace, operation } = await plinth.put('environments/dev');
    expect([trace, operation.status]).toEqual([['+load-balancer'], 'succeeded']);
    expect((await plinth.scopeState('environments/dev')).failure).toBeUndefined();
  });

  it("tells the diagnosis that was left behind rather than the machine's error", async () => {
    const plinth = installation();
    const { ports } = plinth;
    const write = ports.state.putDocument;
    const failure = {
      code: 'StackFailed',
      message: 'the key failed',
      cause: 'quota of keys',
      evidence: ['e1'],
      nextSteps: ['n1'],
    };
    ports.state.putDocument = async (id, key, document) => {
      await write(id, key, document);
      if (key === 'plan') await write(id, 'failure/keys', failure);
    };
    const { operation } = await plinth.put('base', {}, { failing: { keys: 'States.TaskFailed' } });
    expect(operation).toMatchObject({
      error: {
        message: '`keys`: the key failed',
        cause: 'quota of keys',
        evidence: ['e1', 'not done either: buckets, alerts', expect.any(String)],
      },
    });
  });

  it('ends as failed when the machine itself fails before there is a plan', async () => {
    const { ports } = installation();
    const accept = {
      kind: 'provision',
      scope: { layer: 'base' },
      request: { spec: {} },
      principal: 'ana',
      trigger: 'api',
    } as const;
    const { id } = await acceptOperation(accept, ports);
    const cause = JSON.stringify({ errorType: 'MissingParameter', errorMessage: 'no KeyArn', trace: [] });
    expect(await settle({ operationId: id, error: { Error: 'MissingParameter', Cause: cause } }, ports)).toEqual({
      status: 'failed',
    });
    expect(await ports.state.readOperation(id)).toMatchObject({
      error: { code: 'MissingParameter', message: 'no KeyArn' },
    });
    expect((await ports.state.readScopeState('base'))?.lock.exclusive).toBeUndefined();
  });

  it('writes nothing for an operation that has lost the lock of its environment', async () => {
    const { ports, scopeState } = await standing();
    const application = 'environments/dev/applications/shop';
    const before = await scopeState(application);
    const operation = acceptedOperation({ id: 'op_stranger', scope: application });
    const decide = (now: ScopeState): ScopeState => ({ ...now, status: 'failed' });
    await expect(updateHeldState(operation, { scope: application, decide }, ports)).rejects.toMatchObject({
      code: 'Fenced',
    });
    expect(await scopeState(application)).toEqual(before);
  });

  it('acts no more once it was ended from outside', async () => {
    const { ports } = await standing();
    const accept = {
      kind: 'provision',
      scope: { layer: 'base' },
      request: { spec: {} },
      principal: 'ana',
      trigger: 'api',
    } as const;
    const { id } = await acceptOperation(accept, ports);
    await settle({ operationId: id, error: { Error: 'States.Timeout', Cause: '' } }, ports);
    await expect(planConverge({ operationId: id }, ports)).rejects.toMatchObject({ code: 'Fenced' });
  });
});

describe('the first failure', () => {
  const stack = (stackKey: string) => ({ stackKey, component: stackKey, action: 'create' }) as PlannedStack;
  const failed = (code: string, endedAt: string): StackOutcome => {
    return { status: 'failed', error: { code, message: code, evidence: [], nextSteps: [] }, retained: [], endedAt };
  };
  const plan = { operationId: 'op_1', scope: 'base', wish: 'present', planOnly: false } as const;

  it("is the earliest that is nobody else's fault", () => {
    const outcomes = new Map([
      ['a', failed('RequirementFailed', '2026-11-20T12:00:01.000Z')],
      ['b', failed('StackFailed', '2026-11-20T12:00:03.000Z')],
      ['c', failed('ReviewRefused', '2026-11-20T12:00:02.000Z')],
    ]);
    expect(firstFailure({ ...plan, stacks: ['a', 'b', 'c'].map(stack) }, outcomes)?.code).toBe('ReviewRefused');
  });

  it('is a branch without an end where nothing else failed', () => {
    const failure = firstFailure({ ...plan, stacks: [stack('a')] }, new Map());
    expect(failure).toMatchObject({ code: 'StackFailed', message: '`a`: its branch did not come to an end' });
  });
});

describe('a plan', () => {
  it('says what would change, and changes nothing', async () => {
    const plinth = await standing();
    const before = plinth.ports.state.snapshot() as { scopeStates: unknown; specs: unknown };
    const body = { components: { mysql: {}, network: { Zones: 3 } } };
    const { operation } = await plinth.put('environments/dev', body, { planOnly: true });
    expect(operation).toMatchObject({
      status: 'succeeded',
      result: {
        summary: { create: 0, update: 1, unchanged: 0, undecided: 4, delete: 0, keep: 0, replacements: 0 },
        stacks: expect.arrayContaining([
          expect.objectContaining({ stackKey: 'network', action: 'update' }),
          expect.objectContaining({
            stackKey: 'mysql',
            action: 'update',
            unknown: ['VpcId'],
            follows: ['network'],
            data: true,
          }),
        ]),
      },
    });
    const after = plinth.ports.state.snapshot() as { scopeStates: unknown; specs: unknown };
    expect([after.scopeStates, after.specs]).toEqual([before.scopeStates, before.specs]);
  });

  it('of a retirement names what stays', async () => {
    const plinth = await standing();
    await plinth.retire('environments/dev/applications/shop');
    const { operation } = await plinth.retire('environments/dev', {}, { planOnly: true });
    expect(operation).toMatchObject({ status: 'succeeded', result: { summary: { delete: 3, keep: 2 } } });
  });
});
