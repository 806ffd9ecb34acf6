import { expect, test } from 'vitest';
import type { CatalogResult } from '../../../src/core/ports/index.ts';
import { acceptCatalogRequest, type CatalogRequest } from '../../../src/core/service-catalog/accept-catalog-request.ts';
import { fakePorts } from '../../fakes/index.ts';
import { installation } from '../converge/installation.ts';
import { smallCatalogue } from '../templates.ts';

type Action = CatalogRequest['action'];

/** A Plinth in memory that Service Catalog asks for the product `pp-1`, the environment `dev`. */
function shelf() {
  const answers: CatalogResult[] = [];
  const ports = fakePorts({
    catalogue: smallCatalogue,
    stacks: { describe: async () => undefined } as never,
    serviceCatalog: { notify: async (answer) => void answers.push(answer) },
  });
  let records = 0;
  const ask = async (action: Action) => {
    records += 1;
    const parameters = [{ key: 'Environment', value: 'dev' }];
    const message = { token: 't', provisionedProductId: 'pp-1', recordId: `rec-${records}`, parameters };
    await acceptCatalogRequest({ action, message, lastTry: true } as unknown as CatalogRequest, ports);
  };
  const statusOfDev = async () => (await ports.state.readScopeState('environments/dev'))?.status;
  return { answers, ask, statusOfDev, plinth: installation(ports) };
}

test.each(['terminate', 'update'] as const)(
  'a product that was refused cannot %s what somebody else made',
  async (action) => {
    const { answers, ask, statusOfDev, plinth } = shelf();
    await ask('provision');
    expect(answers).toMatchObject([{ failureReason: expect.stringContaining('base') }]);
    await plinth.put('base');
    await plinth.put('environments/dev');
    await ask(action);
    expect(await statusOfDev()).toBe('ready');
    expect(answers).toHaveLength(2);
  },
);

test('a product that got its environment ends it', async () => {
  const { ask, statusOfDev, plinth } = shelf();
  await plinth.put('base');
  await ask('provision');
  const [made] = await plinth.ports.state.listOpenOperations();
  await plinth.run([made?.id ?? '']);
  expect(await statusOfDev()).toBe('ready');
  await ask('terminate');
  expect(await statusOfDev()).toBe('retiring');
});
