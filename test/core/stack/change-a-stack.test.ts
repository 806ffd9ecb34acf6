import { describe, expect, test } from 'vitest';
import type { StackEvent } from '../../../src/core/ports/index.ts';
import { execute } from '../../../src/core/stack/execute.ts';
import { NotYet } from '../../../src/core/stack/not-yet.ts';
import { review } from '../../../src/core/stack/review.ts';
import { verifyStack } from '../../../src/core/stack/verify-stack.ts';
import { stackRecord } from '../../builders.ts';
import { changed, everyStateTwice, prepared, recovered } from './change-stack-states.ts';
import { fakeStack } from './fake-stacks.ts';
import { name, operation, step, tags } from './stack-operation.ts';

describe('changing a stack', () => {
  test('creates one that is not there, with all its parameters', async () => {
    const { ports, stacks } = await operation();
    expect(await prepared(ports)).toEqual(['create-stack']);
    expect(stacks.log).toEqual(['create stack op-1-store-change']);
    expect(stacks.byName.get(name)).toMatchObject({ parameters: { Size: '2', KeyArn: 'arn:key' }, tags });
  });

  test('creates one by a change set when an earlier one was made and never executed', async () => {
    const { ports, stacks } = await operation();
    stacks.byName.set(name, fakeStack('REVIEW_IN_PROGRESS', { tags }));
    await prepared(ports);
    expect(await review(step, ports)).toEqual({ ...step, next: 'execute' });
    await execute(step, ports);
    expect(stacks.log).toEqual(['create change set CREATE op-1-store-change', 'execute op-1-store-change']);
    expect(stacks.changeSets.get('op-1-store-change')?.parameters).toEqual({ Size: '2', KeyArn: 'arn:key' });
  });

  test('ends well when the stack does, and remembers its outputs', async () => {
    const { ports, stacks } = await operation();
    await prepared(ports);
    Object.assign(stacks.byName.get(name)!, { status: 'CREATE_COMPLETE', outputs: { Address: 'store.local' } });
    expect(await verifyStack(step, ports)).toEqual({ stackKey: 'store', status: 'present' });
    expect(await ports.state.readDocument('op_1', 'result/store')).toMatchObject({
      record: { outputs: { Address: 'store.local' }, parameters: { Size: '2', KeyArn: 'arn:key' } },
    });
  });

  test('protects one that holds data from being deleted, and no other', async () => {
    for (const data of [true, false]) {
      const { ports, stacks } = await operation({ data });
      await prepared(ports);
      stacks.byName.get(name)!.status = 'CREATE_COMPLETE';
      await verifyStack(step, ports);
      expect(stacks.byName.get(name)?.terminationProtection).toBe(data);
    }
  });

  test('creates once, whatever runs twice', async () => {
    const { ports, stacks } = await operation();
    await everyStateTwice(() => prepared(ports));
    expect(await prepared(ports)).toEqual(['await']);
    expect(stacks.log).toEqual(['create stack op-1-store-change']);
  });

  test('creates after a crash before the call', async () => {
    const { ports, stacks } = await operation();
    const crashing = { ...ports, stacks: { ...stacks, create: async () => crash() } };
    await expect(prepared(crashing)).rejects.toThrow('crash');
    expect(await prepared(ports)).toEqual(['create-stack']);
    expect(stacks.log).toEqual(['create stack op-1-store-change']);
    expect(await ports.state.readDocument('op_1', 'work/store')).toMatchObject({ acted: true, stackId: 'arn:stack/1' });
  });

  test('finds the stack again after a crash behind the call', async () => {
    const { ports, stacks } = await operation();
    const create = async (...call: Parameters<typeof stacks.create>) => {
      await stacks.create(...call);
      return crash();
    };
    await expect(prepared({ ...ports, stacks: { ...stacks, create } })).rejects.toThrow('crash');
    expect(await prepared(ports)).toEqual(['await']);
    expect(stacks.log).toEqual(['create stack op-1-store-change']);
    expect(await ports.state.readDocument('op_1', 'work/store')).toMatchObject({ acted: true, stackId: 'arn:stack/1' });
  });

  test('leaves one alone that somebody made by hand in the very moment', async () => {
    const { ports, stacks } = await operation();
    const create = async () => {
      stacks.byName.set(name, fakeStack('UPDATE_ROLLBACK_FAILED'));
      throw new NotYet('it turned up meanwhile');
    };
    const late = { ...ports, stacks: { ...stacks, create } };
    await expect(prepared(late)).rejects.toMatchObject({ name: 'ReviewRefused' });
    const error = { Error: 'ReviewRefused', Cause: 'it is not ours' };
    expect(await recovered({ ...step, error }, ports)).toBe('fail');
    expect(stacks.log).toEqual([]);
  });

  test('updates once, whatever runs twice', async () => {
    const { ports, stacks } = await operation({ action: 'update' });
    stacks.byName.set(name, fakeStack('CREATE_COMPLETE', { tags }));
    await everyStateTwice(() => prepared(ports));
    expect(stacks.changeSets.size).toBe(1);
    await everyStateTwice(() => changed(ports));
    expect(new Set(stacks.log.filter((line) => line.startsWith('execute'))).size).toBe(1);
  });

  test('finds nothing to change a success', async () => {
    const { ports, stacks } = await operation();
    stacks.byName.set(name, fakeStack('UPDATE_ROLLBACK_COMPLETE', { tags, parameters: { Size: '2' } }));
    stacks.changes = [];
    await prepared(ports);
    expect((await review(step, ports)).next).toBe('verify');
    expect((await verifyStack(step, ports)).status).toBe('present');
  });

  test('finds a parameter that no resource takes a success, and does not ask for it again', async () => {
    const { ports, stacks } = await operation({ action: 'update' });
    stacks.byName.set(name, fakeStack('UPDATE_COMPLETE', { tags, parameters: { Size: '1' } }));
    stacks.changes = [];
    await prepared(ports);
    await review(step, ports);
    await verifyStack(step, ports);
    const result = await ports.state.readDocument('op_1', 'result/store');
    expect(result).toMatchObject({ status: 'present', record: { parameters: { Size: '2' } } });
  });

  test('is in doubt from the moment it changes until its change is recorded: the operation may be lost', async () => {
    const { ports, stacks } = await operation({ action: 'update' });
    stacks.byName.set(name, fakeStack('UPDATE_COMPLETE', { tags }));
    const record = stackRecord({ component: 'store', stackId: 'arn:stack/1', templateHash: 'hash' });
    await ports.state.updateScopeState('environments/dev', (scopeState) => ({
      ...scopeState!,
      stacks: { store: record },
    }));
    await prepared(ports);
    await review(step, ports);
    await execute(step, ports);
    const scopeState = await ports.state.readScopeState('environments/dev');
    expect(scopeState?.stacks.store).toEqual({ ...record, templateHash: '' });
  });

  test('prepares again with another change set when another operation came first', async () => {
    const { ports, stacks } = await operation({ action: 'update' });
    stacks.byName.set(name, fakeStack('UPDATE_COMPLETE', { tags }));
    await prepared(ports);
    await review(step, ports);
    const overtaken = { ...ports, stacks: { ...stacks, executeChangeSet: async () => false } };
    await expect(execute(step, overtaken)).rejects.toMatchObject({ name: 'NotYet' });
    await prepared(ports);
    await review(step, ports);
    await execute(step, ports);
    expect([...stacks.changeSets.keys()]).toEqual(['op-1-store-change', 'op-1-store-change2']);
    expect(stacks.log.at(-1)).toBe('execute op-1-store-change2');
  });

  test('prepares again when the change set was taken along by another operation, and not while it may only be late', async () => {
    const { ports, stacks } = await operation({ action: 'update' });
    stacks.byName.set(name, fakeStack('UPDATE_COMPLETE', { tags }));
    await prepared(ports);
    const blind = { ...ports, stacks: { ...stacks, describeChangeSet: async () => ({ kind: 'unseen' }) as const } };
    for (let look = 1; look <= 5; look++) {
      await expect(review(step, blind)).rejects.toMatchObject({ name: 'NotYet' });
    }
    expect((await review(step, blind)).next).toBe('prepare');
    await prepared(ports);
    expect((await review(step, ports)).next).toBe('execute');
    expect([...stacks.changeSets.keys()]).toEqual(['op-1-store-change', 'op-1-store-change2']);
  });

  test('changes a stack that another operation created in the same moment', async () => {
    const { ports, stacks } = await operation();
    const create = async () => {
      stacks.byName.set(name, fakeStack('CREATE_IN_PROGRESS', { tags }));
      stacks.stackEvents = [event('op-2-store-change')];
      throw new NotYet('it turned up meanwhile');
    };
    expect(await prepared({ ...ports, stacks: { ...stacks, create } })).toEqual(['create-stack', 'await']);
    stacks.byName.get(name)!.status = 'CREATE_COMPLETE';
    await prepared(ports);
    expect(stacks.log).toEqual(['create change set UPDATE op-1-store-change']);
  });

  test('clears what a failed creation left, and only then creates', async () => {
    const { ports, stacks } = await operation();
    stacks.byName.set(name, fakeStack('ROLLBACK_COMPLETE', { tags }));
    expect(await prepared(ports)).toEqual(['delete-leftover']);
    expect(stacks.log).toEqual(['delete arn:stack/1 op-1-store-delete-leftover-1']);
    expect(await prepared(ports)).toEqual(['await']);
    stacks.byName.delete(name);
    await prepared(ports);
    expect(stacks.log.at(-1)).toBe('create stack op-1-store-change');
  });

  test('does not clear away what a deletion of data has left when it stopped, unless that is allowed', async () => {
    for (const allowed of [false, true]) {
      const { ports, stacks } = await operation({ data: true, allowed });
      stacks.byName.set(name, fakeStack('DELETE_FAILED', { tags }));
      if (allowed) await prepared(ports);
      else await expect(prepared(ports)).rejects.toMatchObject({ name: 'ReviewRefused' });
      expect(stacks.log.some((line) => line.startsWith('delete '))).toBe(allowed);
    }
  });

  test('finds by its name what another operation made of a stack that is gone', async () => {
    const { ports, stacks } = await operation({ stackId: 'arn:stack/old' });
    stacks.byName.set('old', fakeStack('DELETE_COMPLETE', { stackId: 'arn:stack/old', tags }));
    stacks.byName.set(name, fakeStack('CREATE_COMPLETE', { stackId: 'arn:stack/new', tags }));
    await prepared(ports);
    expect(stacks.log).toEqual(['create change set UPDATE op-1-store-change']);
  });

  test('leaves a stack of the same name alone that somebody else made', async () => {
    const { ports, stacks } = await operation();
    stacks.byName.set(name, fakeStack('CREATE_COMPLETE'));
    await expect(prepared(ports)).rejects.toMatchObject({ name: 'ReviewRefused' });
    expect(stacks.log).toEqual([]);
  });

  test('creates nothing when another operation has taken over', async () => {
    const { ports, stacks } = await operation();
    await ports.state.updateScopeState('environments/dev', (scopeState) => ({
      ...scopeState!,
      lock: { holders: {}, fence: 2 },
    }));
    await expect(prepared(ports)).rejects.toMatchObject({ name: 'Fenced' });
    expect(stacks.log).toEqual([]);
  });

  test('executes no more when another operation has taken over', async () => {
    const { ports, stacks } = await operation({ action: 'update' });
    stacks.byName.set(name, fakeStack('CREATE_COMPLETE', { tags }));
    await prepared(ports);
    await ports.state.updateScopeState('environments/dev', (scopeState) => ({
      ...scopeState!,
      lock: { holders: {}, fence: 2 },
    }));
    await expect(execute(step, ports)).rejects.toMatchObject({ name: 'Fenced' });
    expect(stacks.log).toEqual(['create change set UPDATE op-1-store-change']);
  });

  test('says which parameter has no value yet', async () => {
    const { ports } = await operation();
    await ports.state.updateScopeState('base', (scopeState) => ({ ...scopeState!, stacks: {} }));
    await expect(prepared(ports)).rejects.toMatchObject({ name: 'MissingParameter' });
  });
});

describe('reviewing a change', () => {
  const replaced = { action: 'Modify', logicalId: 'Data', type: 'AWS::RDS::DBInstance', replacement: 'True' } as const;

  test('refuses to replace data', async () => {
    const { ports, stacks } = await operation({ action: 'update' });
    stacks.byName.set(name, fakeStack('CREATE_COMPLETE', { tags }));
    stacks.changes = [replaced];
    await prepared(ports);
    await expect(review(step, ports)).rejects.toMatchObject({ name: 'ReviewRefused' });
  });

  test('knows what AWS changes in place though its change set leaves that open', async () => {
    const changed = { ...replaced, replacement: 'Conditional' } as const;
    const { ports, stacks } = await operation({ action: 'update' });
    stacks.byName.set(name, fakeStack('CREATE_COMPLETE', { tags }));
    stacks.changes = [{ ...changed, recreating: ['MultiAZ', 'BackupRetentionPeriod'] }];
    await prepared(ports);
    expect((await review(step, ports)).next).toBe('execute');
    stacks.changes = [{ ...changed, recreating: ['MultiAZ', 'AvailabilityZone'] }];
    await expect(review(step, ports)).rejects.toThrow('perhaps replace AWS::RDS::DBInstance');
  });

  test('lets it pass when the request names the stack', async () => {
    const { ports, stacks } = await operation({ action: 'update', allowed: true });
    stacks.byName.set(name, fakeStack('CREATE_COMPLETE', { tags }));
    stacks.changes = [replaced];
    await prepared(ports);
    expect((await review(step, ports)).next).toBe('execute');
  });

  test('refuses to delete a data stack', async () => {
    const { ports, stacks } = await operation({ action: 'delete', data: true });
    stacks.byName.set(name, fakeStack('CREATE_COMPLETE', { tags }));
    await prepared(ports);
    await expect(review(step, ports)).rejects.toMatchObject({ name: 'ReviewRefused' });
  });

  test('in plan mode keeps the changes, executes nothing and leaves no change set', async () => {
    const { ports, stacks } = await operation({ action: 'update', foreseen: { KeyArn: { value: 'arn:key' } } }, true);
    stacks.byName.set(name, fakeStack('CREATE_COMPLETE', { tags }));
    stacks.changes = [replaced];
    await prepared(ports);
    expect((await review(step, ports)).next).toBe('planned');
    expect(await ports.state.readDocument('op_1', 'changes/store')).toEqual({
      changes: [replaced],
      harmful: ['replace AWS::RDS::DBInstance `Data`'],
    });
    expect(stacks.log.at(-1)).toBe('delete change set op-1-store-change');
  });

  test('in plan mode never makes a stack that is not there', async () => {
    const { ports, stacks } = await operation({}, true);
    await prepared(ports);
    expect((await review(step, ports)).next).toBe('planned');
    expect(await ports.state.readDocument('op_1', 'changes/store')).toMatchObject({
      changes: [{ action: 'Add', logicalId: 'Data' }],
    });
    expect(stacks.log).toEqual([]);
  });
});

describe('weights that a toggle moved', () => {
  test('are told to CloudFormation before anything else is changed', async () => {
    const parameters = { LiveSlot: { value: 'two' }, WeightOne: { value: '0' }, WeightTwo: { value: '100' } };
    const { ports, stacks } = await operation({ action: 'update', parameters });
    const known = { LiveSlot: 'one', WeightOne: '100', WeightTwo: '0', Password: '****' };
    stacks.byName.set(name, fakeStack('UPDATE_COMPLETE', { tags, parameters: known }));
    expect(await prepared(ports)).toEqual(['synchronise']);
    const update = stacks.changeSets.get('op-1-store-synchronise-1');
    expect(update?.templateBody).toBeUndefined();
    expect(update?.parameters).toEqual({ LiveSlot: 'two', WeightOne: '0', WeightTwo: '100' });
    // CloudFormation does not return the value of a NoEcho parameter, so it stays as the stack has it.
    expect(update?.keeps).toEqual(['Password']);
    expect(stacks.log.at(-1)).toBe('execute op-1-store-synchronise-1');
    stacks.byName.get(name)!.status = 'UPDATE_COMPLETE';
    await prepared(ports);
    expect(stacks.log.at(-1)).toBe('create change set UPDATE op-1-store-change');
  });
});

function event(clientRequestToken: string): StackEvent {
  const time = new Date('2026-11-20T12:00:00Z');
  return { eventId: '1', time, logicalId: name, type: 'AWS::CloudFormation::Stack', status: '', clientRequestToken };
}

function crash(): never {
  throw new Error('crash');
}
