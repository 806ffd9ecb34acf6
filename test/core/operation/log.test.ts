import { describe, expect, it } from 'vitest';
import { acceptDue } from '../../../src/core/operation/accept-due.ts';
import { type AcceptRequest, acceptOperation } from '../../../src/core/operation/accept-operation.ts';
import { supersedeWaiting } from '../../../src/core/operation/supersede-waiting.ts';
import { sweep } from '../../../src/core/operation/sweep.ts';
import { acceptCatalogBatch } from '../../../src/core/service-catalog/accept-catalog-batch.ts';
import { acceptedOperation } from '../../builders.ts';
import { type FakePorts, fakePorts } from '../../fakes/index.ts';
import { standing } from '../converge/installation.ts';
import { smallCatalogue } from '../templates.ts';

const base: AcceptRequest = {
  kind: 'provision',
  scope: { layer: 'base' },
  request: { spec: {} },
  principal: 'ana',
  trigger: 'api',
};

function plinth(): FakePorts {
  return fakePorts({ catalogue: smallCatalogue, stacks: { describe: async () => undefined } as never });
}

/** An operation that the call which accepted it left behind, long enough ago for the sweep. */
async function leftBehind(ports: FakePorts, given: Parameters<typeof acceptedOperation>[0] = {}): Promise<void> {
  await ports.state.createOperation(acceptedOperation({ scope: 'base', request: { spec: {} }, ...given }));
  ports.time.advance(3600);
}

describe('the log', () => {
  it('says that an operation was accepted, started and ended, each once, by scope and operation', async () => {
    const { put, ports } = await standing();
    const before = ports.log.lines.length;
    const { operation } = await put('environments/dev', {}, { runs: 2 });
    const keys = { level: 'info', scope: 'environments/dev', operationId: operation.id };
    expect(ports.log.lines.slice(before)).toEqual([
      { ...keys, message: 'provision was accepted' },
      { ...keys, message: 'provision was started' },
      { ...keys, message: 'provision ended: succeeded' },
    ]);
  });

  it('never repeats what was asked', async () => {
    const { put, ports } = await standing();
    await put('environments/dev', { owner: 'a-secret-owner' });
    expect(JSON.stringify(ports.log.lines)).not.toContain('a-secret-owner');
  });

  it('says why an operation that was due was refused', async () => {
    const ports = plinth();
    await acceptOperation(base, ports);
    expect(await acceptDue(base, ports)).toBe(false);
    const error = expect.objectContaining({ code: 'ScopeLocked' });
    expect(ports.log.lines).toContainEqual({
      level: 'warn',
      message: 'provision is due and was refused',
      scope: 'base',
      error,
    });
  });

  it('says which operation the sweep could not start, and why', async () => {
    const ports = plinth();
    await leftBehind(ports);
    ports.workflows.start = async () => {
      throw new Error('Rate exceeded');
    };
    await expect(sweep({}, ports)).rejects.toThrow('Rate exceeded');
    const error = expect.objectContaining({ message: 'Rate exceeded' });
    const line = {
      level: 'error',
      message: 'the sweep could not start or end an operation',
      operationId: 'op_1',
      error,
    };
    expect(ports.log.lines).toContainEqual(line);
  });

  it('says that an operation which the sweep started was refused', async () => {
    const ports = plinth();
    await acceptOperation(base, ports);
    await leftBehind(ports);
    await sweep({}, ports);
    const error = expect.objectContaining({ code: 'ScopeLocked' });
    const message = 'an accepted operation was refused when the sweep started it';
    expect(ports.log.lines).toContainEqual({ level: 'warn', message, scope: 'base', operationId: 'op_1', error });
  });

  it('says of every part of the sweep that failed why', async () => {
    const ports = plinth();
    ports.state.listScopeStates = async () => {
      throw new Error('Throttled');
    };
    await expect(sweep({}, ports)).rejects.toThrow('Throttled');
    const failed = ports.log.lines.filter(({ message }) => message === 'a part of the sweep failed');
    expect(failed.map(({ error }) => (error as Error).message)).toEqual(Array(4).fill('Throttled'));
  });

  it('says that the lock of an operation which has ended was freed', async () => {
    const ports = plinth();
    const { id } = await acceptOperation(base, ports);
    await ports.workflows.stop(ports.workflows.executionArn('converge', id), 'by hand');
    ports.time.advance(3600);
    await sweep({}, ports);
    ports.time.advance(3600);
    await sweep({}, ports);
    const message = 'the lock of an operation that has ended was freed';
    expect(ports.log.lines).toContainEqual({ level: 'info', message, scope: 'base', operationId: id });
  });

  it('says by which operation a release that waits was superseded', async () => {
    const ports = plinth();
    const scope = 'environments/dev/applications/shop';
    const waiting = {
      status: 'waiting',
      startedAt: ports.time.now().toISOString(),
      executionArn: 'a',
      waitingFor: 'b',
    };
    await leftBehind(ports, { id: 'op_1', kind: 'release', scope, ...waiting } as never);
    await ports.state.putToken({
      key: 'approval/op_1',
      operationId: 'op_1',
      taskToken: 't',
      createdAt: waiting.startedAt,
    });
    await supersedeWaiting(acceptedOperation({ id: 'op_2', kind: 'release', scope }), ports);
    const line = { level: 'info', message: 'superseded by operation op_2', scope, operationId: 'op_1' };
    expect(ports.log.lines).toContainEqual(line);
  });

  it('says why a message of Service Catalog was not accepted', async () => {
    const ports = plinth();
    const record = { messageId: 'm1', body: 'no JSON', eventSourceARN: 'arn:Provision' };
    const batch = { Records: [{ ...record, attributes: { ApproximateReceiveCount: 1 } }] };
    expect(await acceptCatalogBatch(batch, ports)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    const error = expect.objectContaining({ name: 'SyntaxError' });
    const line = { level: 'error', message: 'a message of Service Catalog was not accepted', error };
    expect(ports.log.lines).toEqual([line]);
  });
});
