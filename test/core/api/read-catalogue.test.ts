import { describe, expect, it } from 'vitest';
import { readTemplateFiles } from '../../../scripts/package/read-template-files.ts';
import type { ApiRequest } from '../../../src/core/api/exchange.ts';
import { listCatalogue, readComponent } from '../../../src/core/api/read-catalogue.ts';
import { CatalogueList, ComponentView } from '../../../src/core/api/views/component.ts';
import { buildCatalogue } from '../../../src/core/catalogue/build-catalogue.ts';
import { costWords } from '../../../src/core/catalogue/cost-words.ts';
import { MonthlyCost } from '../../../src/core/catalogue/monthly-cost.ts';
import { fakePorts } from '../../fakes/index.ts';
import { catalogueOf } from '../templates.ts';

const ports = fakePorts({
  catalogue: catalogueOf({
    network: { monthlyCost: [] },
    egress: {
      requires: ['network'],
      optional: ['firewall'],
      substituteFor: { network: 'Kind' },
      parameters: { Kind: { Default: 'gateway' }, Zones: {} },
      monthlyCost: [
        { Item: 'NAT gateway', Dollars: 36.5, When: { Kind: ['gateway'] } },
        { Item: 'Endpoints', Dollars: 7.3, Times: ['Zones'] },
      ],
      outputs: ['TaskSubnets'],
      provides: { Variables: { SUBNETS: 'TaskSubnets' } },
    },
    mysql: {},
  }),
});
const request = (component: string, query = {}) => ({ path: { component }, query }) as unknown as ApiRequest;

describe('the catalogue', () => {
  it('says what each component costs a month at its defaults, and what has no price', async () => {
    const { body } = await listCatalogue(request(''), ports);
    expect(CatalogueList.parse(body).items.map(({ name, monthlyCost }) => ({ name, monthlyCost }))).toEqual([
      { name: 'egress', monthlyCost: { dollars: 36.5, unknown: ['Endpoints'] } },
      { name: 'mysql', monthlyCost: { dollars: 0, unknown: ['mysql'] } },
      { name: 'network', monthlyCost: { dollars: 0, unknown: [] } },
    ]);
  });

  it('comes page by page, and refuses a cursor that no page had', async () => {
    const page = async (query: object) => CatalogueList.parse((await listCatalogue(request('', query), ports)).body);
    const first = await page({ limit: 2 });
    const second = await page({ limit: 2, cursor: first.cursor });
    expect([first, second].map(({ items }) => items.map(({ name }) => name))).toEqual([
      ['egress', 'mysql'],
      ['network'],
    ]);
    expect(second.cursor).toBeUndefined();
    await expect(page({ cursor: 'egress' })).rejects.toMatchObject({
      code: 'InvalidRequest',
      message: '"egress" is not a valid cursor; use the one returned with the previous page',
    });
  });

  it('tells of every component of ours', async () => {
    const ours = fakePorts({ catalogue: buildCatalogue(readTemplateFiles('')) });
    for (const { name } of ours.catalogue.components()) {
      const { body } = await readComponent(request(name), ours);
      expect(ComponentView.parse(body).name).toBe(name);
    }
  });

  it('says of one component all that its template says of itself', async () => {
    const { body } = await readComponent(request('egress'), ports);
    expect(ComponentView.parse(body)).toMatchObject({
      optional: ['firewall'],
      substituteFor: { network: 'Kind' },
      provides: { Variables: { SUBNETS: 'TaskSubnets' } },
      replaces: [],
      alarms: [],
      costs: ['NAT gateway: $36.50, where Kind is gateway', 'Endpoints: $7.30, times Zones'],
    });
  });

  it('has nothing to say of a component that is not there', async () => {
    await expect(readComponent(request('oracle'), ports)).rejects.toMatchObject({ code: 'NotFound' });
  });
});

it('a formula in words names prices by value, factors, and fractions of a cent', () => {
  const items = MonthlyCost.parse([
    {
      Item: 'Servers',
      DollarsBy: { Class: { small: 10, large: 40 } },
      Times: ['Count'],
      TimesItems: ['Zones'],
      TimesBy: { Profile: { production: 2 } },
    },
    { Item: 'Memory', Dollars: 0.003 },
  ]);
  expect(costWords(items)).toEqual([
    'Servers: $10.00 where Class is small, $40.00 where Class is large, times Count, for each of Zones, times 2 where Profile is production',
    'Memory: $0.003',
  ]);
});
