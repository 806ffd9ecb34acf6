import { describe, expect, it } from 'vitest';
import { planConverge } from '../../../src/core/converge/plan-converge.ts';
import { settle } from '../../../src/core/converge/settle.ts';
import { type AcceptRequest, acceptOperation } from '../../../src/core/operation/accept-operation.ts';
import { cancelOperation } from '../../../src/core/operation/cancel-operation.ts';
import { executionChanged } from '../../../src/core/operation/execution-changed.ts';
import { sweepOperations } from '../../../src/core/operation/sweep-operations.ts';
import type { CatalogResult } from '../../../src/core/ports/index.ts';
import { Crash, type FakePorts, fakePorts } from '../../fakes/index.ts';
import { smallCatalogue } from '../templates.ts';

const request: AcceptRequest = {
  kind: 'provision',
  scope: { layer: 'base' },
  request: { spec: {} },
  principal: 'ana',
  trigger: 'catalog-requested',
  idempotencyKey: 'record-1',
};

interface CatalogOperation {
  readonly ports: FakePorts;
  readonly id: string;
  /** What Service Catalog was told. */
  readonly told: CatalogResult[];
  /** Service Catalog answers nobody until this is false. */
  deaf: boolean;
}

/** A provision of the base that Service Catalog asked for: it was planned, and its stacks are under way. */
async function underway(): Promise<CatalogOperation> {
  const told: CatalogResult[] = [];
  const notify = async (result: CatalogResult) => {
    if (here.deaf) throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    told.push(result);
  };
  const stacks = { describe: async () => undefined } as never;
  const ports = fakePorts({ catalogue: smallCatalogue, stacks, serviceCatalog: { notify } });
  const { id } = await acceptOperation(request, ports);
  const document = { action: 'provision', token: 't', recordId: 'record-1', provisionedProductId: 'p' };
  await ports.state.putDocument(id, 'catalog', document);
  await planConverge({ operationId: id }, ports);
  const here = { ports, id, told, deaf: false };
  return here;
}

/** Its workflow was stopped, and said so. */
async function aborted({ ports, id }: CatalogOperation): Promise<void> {
  await ports.workflows.stop(ports.workflows.executionArn('converge', id), 'by hand');
  await executionChanged({ detail: { name: id, status: 'ABORTED' } }, ports);
}

const finishers: Readonly<Record<string, (here: CatalogOperation) => Promise<unknown>>> = {
  'the state that runs again': ({ ports, id }) => settle({ operationId: id }, ports),
  'the event of the execution': ({ ports, id }) => executionChanged({ detail: { name: id, status: 'FAILED' } }, ports),
  'the sweep': ({ ports }) => sweepOperations(ports),
  'the same request': ({ ports }) => acceptOperation(request, ports),
  'somebody who cancels it': ({ ports, id }) => cancelOperation(id, 'bob', ports),
};

/** What matters of an end: how the scope state and the operation stand, who was told, and what is left to do. */
async function outcome({ ports, id, told }: CatalogOperation) {
  const scopeState = await ports.state.readScopeState('base');
  const { items } = await ports.state.listEvents(id);
  return {
    status: (await ports.state.readOperation(id))?.status,
    scopeState: scopeState?.status,
    lost: scopeState?.lost,
    told: told.length > 0,
    events: items.map(({ message }) => message).filter((message) => message.startsWith('provision of base')),
    open: (await ports.state.listOpenOperations()).length,
  };
}

describe.each(Object.entries(finishers))('an end that broke off is finished by %s', (_, finish) => {
  it('wherever its function died', async () => {
    const smooth = await underway();
    await aborted(smooth);
    const expected = await outcome(smooth);
    expect(expected).toMatchObject({ status: 'failed', scopeState: 'failed', lost: [smooth.id], told: true, open: 0 });
    expect(expected.events).toHaveLength(1);
    for (let writes = 1; writes < 5; writes++) {
      const here = await underway();
      here.ports.state.crashAfter(writes);
      await expect(aborted(here), `after ${writes} writes`).rejects.toThrow(Crash);
      here.ports.state.crashAfter(undefined);
      expect((await here.ports.state.readOperation(here.id))?.status).toBe('failed');
      await finish(here);
      expect(await outcome(here), `after ${writes} writes`).toEqual(expected);
    }
  });

  it('when Service Catalog could not be told', async () => {
    const here = await underway();
    here.deaf = true;
    await expect(settle({ operationId: here.id }, here.ports)).rejects.toThrow('Rate exceeded');
    expect((await here.ports.state.readScopeState('base'))?.lock.exclusive).toBeUndefined();
    await expect(finish(here)).rejects.toThrow('Rate exceeded');
    here.deaf = false;
    await finish(here);
    await finish(here);
    expect(here.told).toHaveLength(1);
    expect(await here.ports.state.listOpenOperations()).toEqual([]);
  });
});

it('an operation that takes the lock of one whose end broke off leaves the note of what that one lost', async () => {
  const here = await underway();
  here.ports.state.crashAfter(1);
  await expect(aborted(here)).rejects.toThrow(Crash);
  here.ports.state.crashAfter(undefined);
  here.ports.time.advance(60);
  const { id } = await acceptOperation({ ...request, trigger: 'api', idempotencyKey: 'another' }, here.ports);
  const scopeState = await here.ports.state.readScopeState('base');
  expect([scopeState?.lastOperation, scopeState?.status, scopeState?.lost]).toEqual([id, 'provisioning', [here.id]]);
});
