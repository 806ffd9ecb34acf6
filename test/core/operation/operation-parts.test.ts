import { describe, expect, it } from 'vitest';
import type { Operation, ProgressStep } from '../../../src/core/entities.ts';
import { failureFrom } from '../../../src/core/operation/failure-from.ts';
import { operationId } from '../../../src/core/operation/operation-id.ts';
import { percent } from '../../../src/core/operation/operation-state.ts';
import { endStep, planSteps, startStep } from '../../../src/core/operation/operation-steps.ts';
import { requestHash } from '../../../src/core/operation/request-hash.ts';
import { ulidMaker } from '../../../src/core/ulid.ts';
import { acceptedOperation } from '../../builders.ts';
import { fakePorts } from '../../fakes/index.ts';

describe('failureFrom', () => {
  it.each([
    ['ABORTED', 'stopped by hand', 'the execution op_1-network was stopped: stopped by hand'],
    ['TIMED_OUT', undefined, 'the execution op_1-network took too long'],
  ])('says of a child execution that ended as %s that it was lost', (Status, Cause, message) => {
    const child = { Name: 'op_1-network', Status, Input: {}, ...(Cause && { Cause }) };
    const output = { Error: 'States.TaskFailed', Cause: JSON.stringify(child) };
    expect(failureFrom(output)).toMatchObject({ code: 'ExecutionLost', message });
  });

  it('finds our own failure inside a child execution', () => {
    const failure = {
      code: 'StackFailed',
      message: 'the VPC failed',
      cause: 'limit',
      evidence: ['e'],
      nextSteps: ['n'],
    };
    const child = { Status: 'FAILED', Error: 'StackFailed', Cause: JSON.stringify(failure) };
    expect(failureFrom({ Error: 'States.TaskFailed', Cause: JSON.stringify(child) })).toEqual(failure);
  });

  it('reads the error of a Lambda', () => {
    const cause = JSON.stringify({ errorType: 'CidrOverlap', errorMessage: '10.1.0.0/16 overlaps', trace: [] });
    expect(failureFrom({ Error: 'CidrOverlap', Cause: cause })).toMatchObject({
      code: 'CidrOverlap',
      message: '10.1.0.0/16 overlaps',
      nextSteps: ['Choose a CIDR that overlaps no other environment of the region.'],
    });
  });

  it('has words for what nobody foresaw', () => {
    expect(failureFrom({ Error: 'Lambda.Unknown', Cause: '' })).toMatchObject({
      code: 'Internal',
      message: 'the workflow failed with Lambda.Unknown',
      cause: 'Lambda.Unknown',
    });
    expect(failureFrom({ Error: 'States.Timeout', Cause: '' })).toMatchObject({ message: 'a Task state timed out' });
  });
});

describe('percent', () => {
  const operation = (statuses: ProgressStep['status'][], more: Partial<Operation> = {}) =>
    acceptedOperation({ steps: statuses.map((status, n) => ({ name: `s${n}`, description: 's', status })), ...more });

  it('counts a step that runs as half', () => {
    expect(percent(operation(['succeeded', 'running', 'pending', 'pending']))).toBe(37);
    expect(percent(operation([]))).toBe(0);
  });

  it('is a hundred only after success', () => {
    expect(percent(operation(['succeeded', 'skipped']))).toBe(99);
    const endedAt = '2026-11-20T12:00:00.000Z';
    expect(percent(operation(['pending'], { status: 'succeeded', endedAt, result: {} }))).toBe(100);
  });
});

describe('steps', () => {
  it('start and end once, and tell each only once', async () => {
    const ports = fakePorts();
    await ports.state.createOperation(acceptedOperation({ id: 'op_1' }));
    await planSteps('op_1', [{ name: 'network', description: 'Three-tier VPC', status: 'pending' }], ports);
    for (const _ of [1, 2]) await startStep('op_1', { name: 'network' }, ports);
    ports.time.advance(30);
    for (const _ of [1, 2]) await endStep('op_1', 'network', { status: 'succeeded', ports });
    await startStep('op_1', { name: 'network' }, ports);
    expect((await ports.state.readOperation('op_1'))?.steps).toEqual([
      {
        name: 'network',
        description: 'Three-tier VPC',
        status: 'succeeded',
        startedAt: '2026-11-20T12:00:00.000Z',
        endedAt: '2026-11-20T12:00:30.000Z',
      },
    ]);
    const { items } = await ports.state.listEvents('op_1');
    expect(items.length).toBe(2);
    expect(items[1]?.message).toBe('Three-tier VPC: succeeded');
  });

  it('loses no step when two branches write at once', async () => {
    const ports = fakePorts();
    await ports.state.createOperation(acceptedOperation({ id: 'op_1' }));
    ports.state.interfere(() => startStep('op_1', { name: 'cluster' }, ports));
    await startStep('op_1', { name: 'network' }, ports);
    const steps = (await ports.state.readOperation('op_1'))?.steps.map(({ name }) => name);
    expect(steps).toEqual(['cluster', 'network']);
  });
});

describe('ids', () => {
  it('are the same for the same caller, path and key only', () => {
    const ids = { ulid: () => '01K' };
    const key = { principal: 'ana', path: '/base', key: 'k1' };
    expect(operationId(ids, key)).toBe(operationId(ids, { ...key }));
    expect(operationId(ids, key)).not.toBe(operationId(ids, { ...key, principal: 'bob' }));
    expect(operationId(ids, { principal: 'a', path: 'b/c', key: 'd' })).not.toBe(
      operationId(ids, { principal: 'a', path: 'b', key: 'c/d' }),
    );
    expect(operationId(ids)).toBe('op_01K');
  });

  it('sort by time, and by order within a millisecond, even when the clock falls back', () => {
    const times = [1_000_000, 1_000_000, 999_000, 1_000_001];
    const ulid = ulidMaker(
      () => times.shift() ?? 0,
      () => 10,
    );
    expect([ulid(), ulid(), ulid(), ulid()]).toEqual([
      '000000YGJ0AAAAAAAAAAAAAAAA',
      '000000YGJ0AAAAAAAAAAAAAAAB',
      '000000YGJ0AAAAAAAAAAAAAAAC',
      '000000YGJ1AAAAAAAAAAAAAAAA',
    ]);
  });

  it('sort even when a millisecond has no more', () => {
    const ulid = ulidMaker(
      () => 32,
      () => 31,
    );
    expect([ulid(), ulid()]).toEqual(['0000000010ZZZZZZZZZZZZZZZZ', '0000000011ZZZZZZZZZZZZZZZZ']);
  });

  it('hash a request whatever the order of its fields', () => {
    expect(requestHash({ a: 1, b: { c: [1, 2], d: 2 } })).toBe(requestHash({ b: { d: 2, c: [1, 2] }, a: 1 }));
    expect(requestHash({ a: [1, 2] })).not.toBe(requestHash({ a: [2, 1] }));
  });
});
