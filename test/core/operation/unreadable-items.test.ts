import { expect, test } from 'vitest';
import { listScopes } from '../../../src/core/api/read-scope.ts';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import { type AcceptRequest, acceptOperation } from '../../../src/core/operation/accept-operation.ts';
import { endLostOperation } from '../../../src/core/operation/end-operation.ts';
import { sweepOperations } from '../../../src/core/operation/sweep-operations.ts';
import { fakePorts } from '../../fakes/index.ts';
import { smallCatalogue } from '../templates.ts';

const now = '2026-11-20T12:00:00.000Z';
const bad = 'STATES#base STATE#environments/bad';

const provisionBase: AcceptRequest = {
  kind: 'provision',
  scope: { layer: 'base' },
  request: { spec: {} },
  principal: 'ana',
  trigger: 'api',
};

/** A base with one environment that can be read and one that cannot. */
async function withUnreadable() {
  const logged: [string, unknown][] = [];
  const log = {
    info: () => {},
    warn: () => {},
    error: (message: string, keys?: unknown) => logged.push([message, keys]),
  };
  const ports = fakePorts({ catalogue: smallCatalogue, stacks: { describe: async () => undefined } as never, log });
  await ports.state.updateScopeState('environments/good', () => newScopeState('environments/good', now));
  const { state } = ports;
  let isBad = false;
  const listed = state.listScopeStates;
  state.listScopeStates = async (parent, page) => ({
    ...(await listed(parent, page)),
    ...(parent === 'base' && isBad && { unreadable: [bad] }),
  });
  const spoil = () => {
    isBad = true;
  };
  return { ports, logged, spoil };
}

test('the sweep frees a stale lock beside an item that it cannot read, and logs its key', async () => {
  const { ports, logged, spoil } = await withUnreadable();
  const { id } = await acceptOperation(provisionBase, ports);
  await endLostOperation(id, { why: 'its execution does not exist' }, ports);
  spoil();
  ports.time.advance(61);
  expect(await sweepOperations(ports)).toEqual({ started: [], ended: [], freed: [id] });
  expect(logged).toContainEqual(['an item cannot be read and was skipped', { item: bad }]);
});

test('a list answers what can be read, and names what cannot', async () => {
  const { ports, spoil } = await withUnreadable();
  spoil();
  const request = { query: {}, parameters: {}, path: '/environments' } as never;
  const { body } = await listScopes(request, ports);
  expect(body).toMatchObject({ items: [{ scope: 'environments/good' }], unreadable: [bad] });
});

test('a plan that would decide from it is refused with its key', async () => {
  const { ports, spoil } = await withUnreadable();
  spoil();
  const error = { code: 'ItemUnreadable', extra: { unreadable: [bad] } };
  await expect(acceptOperation(provisionBase, ports)).rejects.toMatchObject(error);
});
