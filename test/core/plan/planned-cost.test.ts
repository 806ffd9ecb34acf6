import { describe, expect, it } from 'vitest';
import { buildCatalogue } from '../../../src/core/catalogue/build-catalogue.ts';
import { plannedCost } from '../../../src/core/plan/planned-cost.ts';
import { stackRecord } from '../../builders.ts';
import { catalogueOf, template } from '../templates.ts';
import { carriedOut, provision, retire } from './planning.ts';

const catalogue = catalogueOf({
  egress: {
    parameters: { Kind: { Default: 'none' }, Zones: { Default: '2' } },
    monthlyCost: [
      { Item: 'Gateway', Dollars: 36.5, When: { Kind: ['gateway'] } },
      { Item: 'Traffic', DollarsBy: { Zones: { '3': 9 } } },
    ],
  },
  legacy: {},
});
const costs = (stacks: ReturnType<typeof provision>) =>
  Object.fromEntries(stacks.map(({ stackKey, monthlyCost }) => [stackKey, monthlyCost]));

describe('what a plan changes in the bill', () => {
  it('is told for each stack, before and after', () => {
    const standing = carriedOut(provision(catalogue), catalogue);
    const dearer = provision(catalogue, standing, { egress: { Kind: 'gateway', Zones: '3' } });
    expect(costs(dearer).egress).toEqual({ before: 0, after: 45.5, unknown: ['Traffic'] });
    expect(costs(provision(catalogue)).egress).toEqual({ before: 0, after: 0, unknown: ['Traffic'] });
    const costly = carriedOut(dearer, catalogue, standing);
    expect(costs(retire(catalogue, costly)).egress).toEqual({ before: 45.5, after: 0, unknown: [] });
  });

  it('counts what hangs on an output that will only repeat a parameter of the same plan', () => {
    const network = JSON.parse(template('network', { parameters: { Zones: { Default: '2' } } }));
    const Outputs = { Zones: { Description: 'How many zones.', Value: { Ref: 'Zones' } } };
    const monthlyCost = [{ Item: 'Gateways', Dollars: 36.5, Times: ['Zones'] }];
    const gateways = template('gateways', { requires: ['network'], parameters: { Zones: {} }, monthlyCost });
    const zoned = buildCatalogue([
      { path: 'network.yaml', text: JSON.stringify({ ...network, Outputs }) },
      { path: 'gateways.yaml', text: gateways },
    ]);
    const planned = provision(zoned, undefined, { network: { Zones: '3' }, gateways: {} });
    expect(costs(planned).gateways).toEqual({ before: 0, after: 109.5, unknown: [] });
  });

  it('leaves out a component without a formula, and names it', () => {
    expect(costs(provision(catalogue)).legacy).toEqual({ before: 0, after: 0, unknown: ['legacy'] });
    const gone = stackRecord({ component: 'oracle' });
    expect(plannedCost(undefined, { before: gone, after: undefined })).toEqual({
      before: 0,
      after: 0,
      unknown: ['oracle'],
    });
  });
});
