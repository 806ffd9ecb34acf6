import { describe, expect, it } from 'vitest';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import { type AcceptRequest, acceptOperation } from '../../../src/core/operation/accept-operation.ts';
import { cancelOperation } from '../../../src/core/operation/cancel-operation.ts';
import { endLostOperation, endOperation } from '../../../src/core/operation/end-operation.ts';
import { sweepOperations } from '../../../src/core/operation/sweep-operations.ts';
import { Crash, type FakePorts, fakePorts } from '../../fakes/index.ts';
import { smallCatalogue } from '../templates.ts';

const now = '2026-11-20T12:00:00.000Z';
const failure = { code: 'StackFailed', message: 'it failed', evidence: [], nextSteps: [] };

async function ready(): Promise<FakePorts> {
  const ports = fakePorts({ catalogue: smallCatalogue });
  await ports.state.updateScopeState('base', () => newScopeState('base', now, 'ready'));
  return ports;
}

function provisionBase(more: Partial<AcceptRequest> = {}): AcceptRequest {
  const spec = { components: {}, applications: ['hello'], tags: {} };
  return { kind: 'provision', scope: { layer: 'base' }, request: { spec }, principal: 'ana', trigger: 'api', ...more };
}

const executions = (ports: FakePorts) => [...ports.workflows.executions.values()].map(({ input }) => input.operationId);

describe('accepting an operation', () => {
  it('writes it, takes the lock, keeps the spec and starts its execution', async () => {
    const ports = await ready();
    const operation = await acceptOperation(provisionBase(), ports);
    expect(operation).toMatchObject({ status: 'running', kind: 'provision', scope: 'base', fence: 1 });
    expect(executions(ports)).toEqual([operation.id]);
    expect((await ports.state.readScopeState('base'))?.lock.exclusive?.operationId).toBe(operation.id);
    expect((await ports.state.readSpec('base'))?.version).toBe(1);
  });

  it('takes the lock from one that has succeeded and not yet given it back', async () => {
    const ports = await ready();
    const { id } = await acceptOperation(provisionBase(), ports);
    ports.state.crashAfter(1);
    await expect(endOperation(id, { status: 'succeeded', result: {} }, ports)).rejects.toThrow(Crash);
    ports.state.crashAfter(undefined);
    expect((await ports.state.readScopeState('base'))?.lock.exclusive?.operationId).toBe(id);
    const next = await acceptOperation(provisionBase(), ports);
    expect((await ports.state.readScopeState('base'))?.lock.exclusive?.operationId).toBe(next.id);
  });

  it('answers the same operation for the same key and request', async () => {
    const ports = await ready();
    const first = await acceptOperation(provisionBase({ idempotencyKey: 'k1' }), ports);
    const before = ports.state.snapshot();
    const second = await acceptOperation(provisionBase({ idempotencyKey: 'k1' }), ports);
    expect(second).toEqual(first);
    expect(ports.state.snapshot()).toEqual(before);
    expect(first.id).toMatch(/^op_[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  it('refuses the same key for another request, and knows callers apart', async () => {
    const ports = await ready();
    const first = await acceptOperation(provisionBase({ idempotencyKey: 'k1' }), ports);
    const other = provisionBase({ idempotencyKey: 'k1', request: { spec: { tags: { a: '1' } } } });
    await expect(acceptOperation(other, ports)).rejects.toMatchObject({ code: 'IdempotencyConflict' });
    await endOperation(first.id, { status: 'succeeded', result: {} }, ports);
    const bobs = await acceptOperation(provisionBase({ idempotencyKey: 'k1', principal: 'bob' }), ports);
    expect(bobs.id).not.toBe(first.id);
  });

  it('refuses while another operation holds the scope, says who, and leaves nothing behind', async () => {
    const ports = await ready();
    const first = await acceptOperation(provisionBase(), ports);
    const before = ports.state.snapshot();
    await expect(
      acceptOperation(provisionBase({ principal: 'bob', idempotencyKey: 'k2' }), ports),
    ).rejects.toMatchObject({
      code: 'ScopeLocked',
      extra: { holder: { operationId: first.id, by: 'ana', since: now }, operation: `/v1/operations/${first.id}` },
    });
    expect(ports.state.snapshot()).toEqual(before);
  });

  it('accepts a request that was refused when it comes again and the scope is free', async () => {
    const ports = await ready();
    const first = await acceptOperation(provisionBase(), ports);
    const again = provisionBase({ idempotencyKey: 'k2' });
    await expect(acceptOperation(again, ports)).rejects.toMatchObject({ code: 'ScopeLocked' });
    await endOperation(first.id, { status: 'succeeded', result: {} }, ports);
    expect((await acceptOperation(again, ports)).status).toBe('running');
  });

  it('refuses a spec that was changed since it was read', async () => {
    const ports = await ready();
    const first = await acceptOperation(provisionBase(), ports);
    await endOperation(first.id, { status: 'succeeded', result: {} }, ports);
    const stale = provisionBase({ request: { spec: { tags: { a: '1' } }, ifMatch: 7 } });
    await expect(acceptOperation(stale, ports)).rejects.toMatchObject({ code: 'StaleVersion' });
    expect((await ports.state.readScopeState('base'))?.lock).toEqual({ holders: {}, fence: 2 });
    expect((await ports.state.listOpenOperations()).length).toBe(0);
  });

  it('plans without taking the lock', async () => {
    const ports = await ready();
    await acceptOperation(provisionBase(), ports);
    const plan = await acceptOperation(provisionBase({ planOnly: true }), ports);
    expect(plan.status).toBe('running');
    expect((await ports.state.readSpec('base'))?.version).toBe(1);
  });

  it('ends in the same state wherever the first call died, once it is asked again', async () => {
    const untouched = await ready();
    await acceptOperation(provisionBase({ idempotencyKey: 'k1' }), untouched);
    const expected = JSON.stringify(withoutDraft(untouched));
    for (let writes = 0; writes < 7; writes++) {
      const ports = await ready();
      ports.state.crashAfter(writes);
      await acceptOperation(provisionBase({ idempotencyKey: 'k1' }), ports).catch((error) => {
        expect(error).toBeInstanceOf(Crash);
      });
      ports.state.crashAfter(undefined);
      await acceptOperation(provisionBase({ idempotencyKey: 'k1' }), ports);
      expect(JSON.stringify(withoutDraft(ports)), `after ${writes} writes`).toBe(expected);
      expect(executions(ports).length).toBe(1);
    }
  });

  it('does not take its own spec for a change by somebody else when it resumes', async () => {
    for (let writes = 3; writes < 6; writes++) {
      const ports = await ready();
      const request = provisionBase({ idempotencyKey: 'k1' });
      const first = { ...request, request: { ...request.request, ifMatch: 0 } };
      ports.state.crashAfter(writes);
      await acceptOperation(first, ports).catch(() => undefined);
      ports.state.crashAfter(undefined);
      expect((await acceptOperation(first, ports)).status).toBe('running');
    }
  });

  it('gives the lock back when it was cancelled while it was being started', async () => {
    const ports = await ready();
    ports.state.interfere(async () => {
      const [operation] = await ports.state.listOpenOperations();
      await cancelOperation(operation!.id, 'bob', ports);
    });
    expect((await acceptOperation(provisionBase(), ports)).status).toBe('cancelled');
    expect((await ports.state.readScopeState('base'))?.lock.exclusive).toBeUndefined();
    expect(executions(ports)).toEqual([]);
  });

  it('starts one execution when two calls of one key race', async () => {
    const ports = await ready();
    const request = provisionBase({ idempotencyKey: 'k1' });
    const [one, other] = await Promise.all([acceptOperation(request, ports), acceptOperation(request, ports)]);
    expect(one.id).toBe(other.id);
    expect(executions(ports)).toEqual([one.id]);
  });
});

describe('the sweep', () => {
  it('starts what was accepted and never started, wherever the call died', async () => {
    for (let writes = 1; writes < 5; writes++) {
      const ports = await ready();
      ports.state.crashAfter(writes);
      await acceptOperation(provisionBase(), ports).catch(() => undefined);
      ports.state.crashAfter(undefined);
      expect(await sweepOperations(ports)).toMatchObject({ started: [] });
      ports.time.advance(61);
      await sweepOperations(ports);
      const [operation] = (await ports.state.listOperations(undefined)).items;
      expect(operation?.status, `after ${writes} writes`).toBe('running');
      expect(executions(ports)).toEqual([operation?.id]);
    }
  });

  it('ends what runs without an execution, and frees its lock when no step can still run', async () => {
    const ports = await ready();
    const operation = await acceptOperation(provisionBase(), ports);
    const [execution] = [...ports.workflows.executions.values()];
    execution!.status = 'TIMED_OUT';
    // Right after its start an execution may not be seen, or not as it is.
    expect(await sweepOperations(ports)).toEqual({ started: [], ended: [], freed: [] });
    ports.time.advance(61);
    expect(await sweepOperations(ports)).toEqual({ started: [], ended: [operation.id], freed: [] });
    expect(await ports.state.readOperation(operation.id)).toMatchObject({
      status: 'failed',
      error: { code: 'ExecutionLost', message: expect.stringContaining('TIMED_OUT') },
    });
    expect((await ports.state.readScopeState('base'))?.status).toBe('failed');
    ports.time.advance(61);
    expect(await sweepOperations(ports)).toEqual({ started: [], ended: [], freed: [operation.id] });
    expect(await sweepOperations(ports)).toEqual({ started: [], ended: [], freed: [] });
  });

  it('leaves alone what runs', async () => {
    const ports = await ready();
    await acceptOperation(provisionBase(), ports);
    const before = ports.state.snapshot();
    ports.time.advance(3600);
    expect(await sweepOperations(ports)).toEqual({ started: [], ended: [], freed: [] });
    expect(ports.state.snapshot()).toEqual(before);
  });
});

describe('an operation that has ended', () => {
  it('does not block the scope for longer than a step can run', async () => {
    const ports = await ready();
    const first = await acceptOperation(provisionBase(), ports);
    await endLostOperation(first.id, { why: 'its workflow is gone' }, ports);
    ports.time.advance(15);
    await expect(acceptOperation(provisionBase(), ports)).rejects.toMatchObject({
      code: 'ScopeLocked',
      extra: { retryAfterSeconds: 25 },
    });
    ports.time.advance(25);
    expect((await acceptOperation(provisionBase(), ports)).status).toBe('running');
  });

  it('stays as it ended first', async () => {
    const ports = await ready();
    const { id } = await acceptOperation(provisionBase(), ports);
    await endOperation(id, { status: 'succeeded', result: { url: 'x' } }, ports);
    const before = ports.state.snapshot();
    ports.time.advance(5);
    await endOperation(id, { status: 'failed', error: failure }, ports);
    await endLostOperation(id, { why: 'late event' }, ports);
    expect(ports.state.snapshot()).toEqual(before);
  });

  it('was cancelled when somebody cancelled it and its execution then stopped', async () => {
    const ports = await ready();
    const { id } = await acceptOperation(provisionBase(), ports);
    const cancelled = await cancelOperation(id, 'bob', ports);
    expect(cancelled.status).toBe('running');
    expect([...ports.workflows.executions.values()][0]?.status).toBe('ABORTED');
    await endLostOperation(id, { why: 'its workflow ended as ABORTED' }, ports);
    expect(await ports.state.readOperation(id)).toMatchObject({
      status: 'cancelled',
      error: { code: 'Cancelled', message: 'cancelled by bob' },
    });
    expect(await cancelOperation(id, 'eve', ports)).toMatchObject({ cancelledBy: 'bob' });
  });
});

/** Versions count writes, which a crash may add to. */
/** A second call checks nothing again and so keeps no draft: the operation's plan is then computed by its state "Plan". */
function withoutDraft({ state }: FakePorts): unknown {
  const { documents, ...rest } = withoutVersions(state.snapshot()) as {
    documents: readonly (readonly [string, unknown])[];
  };
  return { ...rest, documents: Object.entries(documents).filter(([key]) => !key.endsWith('/draft')) };
}

function withoutVersions(snapshot: unknown): unknown {
  return JSON.parse(JSON.stringify(snapshot, (key, value) => (key === 'version' ? undefined : value)));
}
