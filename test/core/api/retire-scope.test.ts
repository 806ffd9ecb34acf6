import { expect, test } from 'vitest';
import { retireScope } from '../../../src/core/api/change-scope.ts';
import type { ApiRequest } from '../../../src/core/api/exchange.ts';
import { planConverge } from '../../../src/core/converge/plan-converge.ts';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import { fakePorts } from '../../fakes/index.ts';
import { smallCatalogue } from '../templates.ts';

const now = '2026-11-20T12:00:00.000Z';

/** A base whose spec is of version 1. */
async function ready() {
  const ports = fakePorts({ catalogue: smallCatalogue, stacks: { describe: async () => undefined } as never });
  await ports.state.updateScopeState('base', () => newScopeState('base', now, 'ready'));
  await ports.state.updateSpec('base', () => ({
    scope: 'base',
    spec: {},
    updatedBy: 'ana',
    updatedAt: now,
    version: 0,
  }));
  return ports;
}

const asking = (ifMatch: string | undefined): ApiRequest => ({
  caller: { principal: 'ana', sourceIp: '' },
  grants: [],
  path: {},
  query: {},
  idempotencyKey: undefined,
  ifMatch,
  body: {},
});

test.each(['"7"', '"0"', 'W/"x"'])('with the ETag %s of another version nothing is retired', async (etag) => {
  const ports = await ready();
  await expect(retireScope(asking(etag), ports)).rejects.toMatchObject({ code: 'StaleVersion' });
  expect((await ports.state.readScopeState('base'))?.lock.exclusive).toBeUndefined();
  expect(await ports.state.listOpenOperations()).toEqual([]);
});

test.each(['"1"', '*', undefined])('with %s it is retired', async (etag) => {
  const ports = await ready();
  const { body } = await retireScope(asking(etag), ports);
  const { id: operationId, status } = body as { id: string; status: string };
  expect(status).toBe('running');
  expect(await planConverge({ operationId }, ports)).toEqual({ stacks: [] });
});
