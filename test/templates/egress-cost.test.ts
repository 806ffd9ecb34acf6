import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { monthlyCost } from '../../src/core/catalogue/monthly-cost.ts';
import { readTemplate } from './rules/template.ts';

const path = 'templates/environment/egress.yaml';
const { plinth, parameters } = readTemplate(path, readFileSync(path, 'utf8'));
const cost = (Endpoints: string) => monthlyCost(plinth.MonthlyCost ?? [], { Kind: 'endpoints', Zones: '2', Endpoints });

it('the endpoints that egress has by default cost 7.30 dollars each a month and zone', () => {
  const { Default = '' } = parameters.Endpoints ?? {};
  expect(Default.split(',')).toHaveLength(7);
  expect(cost(Default)).toEqual({ dollars: 102.2, unknown: [] });
});

it('and so do others', () => {
  expect(cost('ecr.api,ecr.dkr,logs')).toEqual({ dollars: 43.8, unknown: [] });
});
