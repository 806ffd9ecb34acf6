import { expect, test } from 'vitest';
import type { PlannedParameter } from '../../../src/core/plan/plan.ts';
import { additions } from '../../../src/core/stack/additions.ts';
import { prepare } from '../../../src/core/stack/prepare.ts';
import { review } from '../../../src/core/stack/review.ts';
import { operation, step } from './stack-operation.ts';

const bucket = (more: object = {}) => ({ Type: 'AWS::S3::Bucket', ...more });
const coming: PlannedParameter = { from: { component: 'network', output: 'Zones' } };

/** Logical ids of what such a template adds. */
function added(template: object, parameters: Readonly<Record<string, PlannedParameter>>): string[] {
  return additions(JSON.stringify(template), parameters).map(({ logicalId }) => logicalId);
}

test('a stack adds no resource whose condition is known to be false', () => {
  const template = {
    Conditions: {
      IsBig: { 'Fn::Equals': [{ Ref: 'Size' }, 9] },
      HasNames: { 'Fn::Not': [{ 'Fn::Equals': [{ 'Fn::Join': ['', { Ref: 'Names' }] }, ''] }] },
      Both: { 'Fn::And': [{ Condition: 'IsBig' }, { Condition: 'HasNames' }] },
      Circle: { 'Fn::Not': [{ Condition: 'Circle' }] },
    },
    Resources: {
      Always: bucket(),
      Big: bucket({ Condition: 'IsBig' }),
      Named: bucket({ Condition: 'HasNames' }),
      BigNamed: bucket({ Condition: 'Both' }),
      Odd: bucket({ Condition: 'Circle' }),
      Lost: bucket({ Condition: 'Nowhere' }),
    },
  };
  const undecided = ['Odd', 'Lost'];
  const added9 = added(template, { Size: { value: '9' }, Names: { value: '' } });
  expect(added9).toEqual(['Always', 'Big', ...undecided]);
  expect(added(template, { Size: { value: '1' }, Names: { value: 'a,b' } })).toEqual(['Always', 'Named', ...undecided]);
  const addedOpen = added(template, { Size: coming, Names: { value: 'a' } });
  expect(addedOpen).toEqual(['Always', 'Big', 'Named', 'BigNamed', ...undecided]);
});

test('a loop over a known list adds a resource for each item', () => {
  const loop = (over: unknown) => ({
    Conditions: { IsA: { 'Fn::Equals': [{ Ref: 'Kind' }, 'a'] } },
    Resources: {
      'Fn::ForEach::Ways': ['Name', over, { 'Way&{Name}': bucket({ Condition: 'IsA' }), 'Log&{Name}': bucket() }],
    },
  });
  const Kind = { value: 'a' };
  const two = ['Wayecrapi', 'Logecrapi', 'Waylogs', 'Loglogs'];
  expect(added(loop({ Ref: 'Names' }), { Kind, Names: { value: 'ecr.api,logs' } })).toEqual(two);
  expect(added(loop(['ecr.api', 'logs']), { Kind })).toEqual(two);
  expect(added(loop({ Ref: 'Names' }), { Kind: { value: 'b' }, Names: { value: 'logs' } })).toEqual(['Loglogs']);
  expect(added(loop({ Ref: 'Names' }), { Kind, Names: { value: '' } })).toEqual([]);
  expect(added(loop({ Ref: 'Names' }), { Kind, Names: coming })).toEqual(['Way&{Name}', 'Log&{Name}']);
});

test('a loop in a loop, whose inner list is the outer item, is unrolled as well', () => {
  const inner = ['Kind', ['a', { Ref: 'Zone' }], { 'Net&{Zone}&{Kind}': bucket() }];
  const Resources = { 'Fn::ForEach::Zones': ['Zone', ['1', '2'], { 'Fn::ForEach::Kinds': inner }] };
  expect(added({ Resources }, {})).toEqual(['Net1a', 'Net11', 'Net2a', 'Net22']);
});

test('a plan of a new stack reads conditions with its parameters, its account and its region', async () => {
  const { ports } = await operation({ parameters: { Size: { value: '2' }, KeyArn: coming } }, true);
  const isRegion = { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] };
  const template = {
    Conditions: { IsBig: { 'Fn::Equals': [{ Ref: 'Size' }, '9'] }, IsAtCdn: isRegion },
    Resources: { Big: bucket({ Condition: 'IsBig' }), Cdn: bucket({ Condition: 'IsAtCdn' }), Small: bucket() },
  };
  const component = { ...ports.catalogue.component('store')!, templateBody: JSON.stringify(template) };
  const catalogue = { component: () => component, components: () => [component] };
  await prepare(step, { ...ports, catalogue });
  await review(step, { ...ports, catalogue });
  const document = await ports.state.readDocument('op_1', 'changes/store');
  const small = { action: 'Add', logicalId: 'Small', type: 'AWS::S3::Bucket', replacement: 'False' };
  expect(document).toEqual({ changes: [small], harmful: [] });
});
