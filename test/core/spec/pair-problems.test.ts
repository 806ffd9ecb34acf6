import { expect, test } from 'vitest';
import { pairProblems } from '../../../src/core/spec/pair-problems.ts';
import { catalogueOf } from '../templates.ts';

const number = (Default: number) => ({ Type: 'Number', Default });
const component = catalogueOf({
  hosts: {
    atLeast: { StorageGibMax: { Parameter: 'StorageGib', Times: '1.1' }, KeepDays: { Parameter: 'BackupDays' } },
    parameters: {
      SizeMin: number(0),
      SizeMax: number(30),
      StorageGib: number(20),
      StorageGibMax: number(100),
      Disk: number(20),
      DiskMax: number(100),
      BackupDays: number(7),
      KeepDays: number(30),
      ErrorsMax: number(10),
      Cidr: {},
      SubnetBits: number(12),
    },
  },
}).component('hosts')!;

test.each([
  [{ SizeMin: '5', SizeMax: '5' }],
  [{ StorageGib: '90' }],
  [{ StorageGib: '100', StorageGibMax: '110' }],
  [{ BackupDays: '30' }],
  [{ ErrorsMax: '0' }],
  [{ Cidr: '10.1.0.0/24', SubnetBits: '4' }],
  [{ Cidr: '10.1.0.0/24' }],
])('%j go together', (values) => expect([...pairProblems(component, values)]).toEqual([]));

test.each([
  [{ SizeMin: '5', SizeMax: '2' }, 'SizeMax', '2 cannot be combined with SizeMin 5'],
  [{ SizeMin: '31' }, 'SizeMin', '31 cannot be combined with SizeMax 30'],
  [
    { StorageGib: '95' },
    'StorageGib',
    '95 cannot be combined with StorageGibMax 100; StorageGibMax must be at least 1.1 times StorageGib, here 104.5',
  ],
  [{ Disk: '200' }, 'Disk', '200 cannot be combined with DiskMax 100; Disk must be at most DiskMax'],
  [
    { KeepDays: '6' },
    'KeepDays',
    '6 cannot be combined with BackupDays 7; KeepDays must be at least BackupDays, here 7',
  ],
  [{ Cidr: '10.1.0.0/24', SubnetBits: '5' }, 'SubnetBits', 'at most 4'],
])('%j do not: %s', (values, parameter, problem) => {
  expect([...pairProblems(component, values)]).toEqual([[parameter, expect.stringContaining(problem)]]);
});
