import { describe, expect, it } from 'vitest';
import { plannedCost } from '../../../src/core/plan/planned-cost.ts';
import { stackRecord } from '../../builders.ts';
import { catalogueOf } from '../templates.ts';
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
  Object.fromEntries(stacks.map(({ key, monthlyCost }) => [key, monthlyCost]));

describe('what a plan changes in the bill', () => {
  it('is told for each stack, before and after', () => {
    const standing = carriedOut(provision(catalogue), catalogue);
    const dearer = provision(catalogue, standing, { egress: { Kind: 'gateway', Zones: '3' } });
    expect(costs(dearer).egress).toEqual({ before: 0, after: 45.5, unknown: ['Traffic'] });
    expect(costs(provision(catalogue)).egress).toEqual({ before: 0, after: 0, unknown: ['Traffic'] });
    const costly = carriedOut(dearer, catalogue, standing);
    expect(costs(retire(catalogue, costly)).egress).toEqual({ before: 45.5, after: 0, unknown: [] });
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
