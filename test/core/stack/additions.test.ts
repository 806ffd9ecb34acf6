import { expect, test } from 'vitest';
import type { PlannedParameter } from '../../../src/core/plan/plan.ts';
import { additions, foreseenChanges } from '../../../src/core/stack/additions.ts';
import { review } from '../../../src/core/stack/review.ts';
import { stackRecord } from '../../builders.ts';
import { prepared } from './change-stack-states.ts';
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

test('an update adds and removes what conditions and lists decide for certain', () => {
  const template = {
    Conditions: { HasThird: { 'Fn::Equals': [{ Ref: 'Zones' }, '3'] }, IsOld: { 'Fn::Equals': [{ Ref: 'Id' }, 'x'] } },
    Resources: {
      Always: bucket(),
      Third: bucket({ Condition: 'HasThird' }),
      Old: bucket({ Condition: 'IsOld' }),
      'Fn::ForEach::Ways': ['Name', { Ref: 'Names' }, { 'Way&{Name}': bucket() }],
    },
  };
  const before = { Zones: { value: '2' }, Id: { value: 'x' }, Names: { value: 'a,b' } };
  const changes = (after: Readonly<Record<string, PlannedParameter>>) =>
    foreseenChanges(JSON.stringify(template), { before, after }).map(({ action, logicalId }) => [action, logicalId]);
  expect(changes({ Zones: { value: '3' } })).toEqual([['Add', 'Third']]);
  expect(changes({ Zones: { value: '2' }, Id: { value: 'y' } })).toEqual([['Remove', 'Old']]);
  expect(changes({ Names: { value: 'b,c' } })).toEqual([
    ['Add', 'Wayc'],
    ['Remove', 'Waya'],
  ]);
});

test('a plan of an update that follows others shows what is certain, and nothing where its template changes too', async () => {
  const { ports } = await operation({ action: 'update', parameters: { Size: { value: '2' }, Zones: coming } }, true);
  const body = (Condition: string) =>
    JSON.stringify({
      Conditions: {
        IsBig: { 'Fn::Equals': [{ Ref: 'Size' }, '9'] },
        IsOpen: { 'Fn::Equals': [{ Ref: 'Zones' }, '3'] },
      },
      Resources: { Small: bucket(), Big: bucket({ Condition }) },
    });
  const found = async (Condition: string, templateHash: string) => {
    const component = { ...ports.catalogue.component('store')!, templateBody: body(Condition), templateHash };
    const catalogue = { component: () => component, components: () => [component] };
    const parameters = { Size: '9', Zones: '2' };
    const store = stackRecord({ component: 'store', templateHash: 'hash', parameters });
    await ports.state.updateScopeState('environments/dev', (scopeState) => ({ ...scopeState!, stacks: { store } }));
    await ports.state.putDocument('op_1', 'changes/store', undefined);
    await prepared({ ...ports, catalogue });
    expect((await review(step, { ...ports, catalogue })).next).toBe('planned');
    return ports.state.readDocument('op_1', 'changes/store');
  };
  expect(await found('IsBig', 'hash')).toMatchObject({ changes: [{ action: 'Remove', logicalId: 'Big' }] });
  expect(await found('IsOpen', 'hash')).toMatchObject({ changes: [] });
  expect(await found('IsBig', 'other')).toBe(undefined);
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
  await prepared({ ...ports, catalogue });
  await review(step, { ...ports, catalogue });
  const document = await ports.state.readDocument('op_1', 'changes/store');
  const small = { action: 'Add', logicalId: 'Small', type: 'AWS::S3::Bucket', replacement: 'False' };
  expect(document).toEqual({ changes: [small], harmful: [] });
});
