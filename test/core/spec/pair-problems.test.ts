import { expect, test } from 'vitest';
import { pairProblems } from '../../../src/core/spec/pair-problems.ts';
import { catalogueOf } from '../templates.ts';

const number = (Default: number) => ({ Type: 'Number', Default });
const component = catalogueOf({
  hosts: {
    parameters: {
      SizeMin: number(0),
      SizeMax: number(30),
      StorageGib: number(20),
      StorageGibMax: number(100),
      ErrorsMax: number(10),
      Cidr: {},
      SubnetBits: number(12),
    },
  },
}).component('hosts')!;

test.each([
  [{ SizeMin: '5', SizeMax: '5' }],
  [{ StorageGib: '100' }],
  [{ ErrorsMax: '0' }],
  [{ Cidr: '10.1.0.0/24', SubnetBits: '4' }],
  [{ Cidr: '10.1.0.0/24' }],
])('%j go together', (values) => expect([...pairProblems(component, values)]).toEqual([]));

test.each([
  [{ SizeMin: '5', SizeMax: '2' }, 'SizeMax', '2 does not go with SizeMin 5'],
  [{ SizeMin: '31' }, 'SizeMin', '31 does not go with SizeMax 30'],
  [{ StorageGib: '200' }, 'StorageGib', '200 does not go with StorageGibMax 100; StorageGib is at most StorageGibMax'],
  [{ Cidr: '10.1.0.0/24', SubnetBits: '5' }, 'SubnetBits', 'at most 4'],
])('%j do not: %s', (values, parameter, problem) => {
  expect([...pairProblems(component, values)]).toEqual([[parameter, expect.stringContaining(problem)]]);
});
