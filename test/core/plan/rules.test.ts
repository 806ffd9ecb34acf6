import { expect, test } from 'vitest';
import { buildCatalogue } from '../../../src/core/catalogue/build-catalogue.ts';
import { assertRules } from '../../../src/core/plan/assert-rules.ts';
import type { PlannedParameter } from '../../../src/core/plan/plan.ts';
import { template } from '../templates.ts';
import { provision } from './planning.ts';

const ref = (name: string) => ({ Ref: name });
const isNone = (name: string) => ({ 'Fn::Equals': [ref(name), 'none'] });
const isSet = (name: string) => ({ 'Fn::Not': [isNone(name)] });

/** Checks parameters against one rule, which holds under a condition or always. */
function check(Assert: object, parameters: Readonly<Record<string, PlannedParameter>>, RuleCondition?: object) {
  const Rules = {
    Rule: { ...(RuleCondition && { RuleCondition }), Assertions: [{ Assert, AssertDescription: 'No.' }] },
  };
  const component = { name: 'domain', layer: 'environment', templateBody: JSON.stringify({ Rules }) } as const;
  return () => assertRules(component, { parameters, values: {} });
}

test('refuses parameters that a rule does not allow together, in its own words', () => {
  const oneOf = { 'Fn::Not': [{ 'Fn::And': [isNone('One'), isNone('Two')] }] };
  expect(check(oneOf, { One: { value: 'none' }, Two: { value: 'none' } })).toThrow('component `domain`: No.');
  expect(check(oneOf, { One: { value: 'none' }, Two: { value: 'z' } })).not.toThrow();
});

test('asks a rule only where its condition holds', () => {
  const isShared = { 'Fn::Or': [{ 'Fn::Equals': [ref('Kind'), 'geo'] }, { 'Fn::Equals': [ref('Kind'), 'weighted'] }] };
  const parameters = { Name: { value: 'none' } };
  expect(check(isSet('Name'), { ...parameters, Kind: { value: 'weighted' } }, isShared)).toThrow('No.');
  expect(check(isSet('Name'), { ...parameters, Kind: { value: 'simple' } }, isShared)).not.toThrow();
});

test('reads a list, be it empty, item by item', () => {
  const hasItems = { 'Fn::Not': [{ 'Fn::EachMemberEquals': [ref('Subnets'), ''] }] };
  expect(check(hasItems, { Subnets: { value: '' } })).toThrow('No.');
  expect(check(hasItems, { Subnets: { value: 'subnet-1,subnet-2' } })).not.toThrow();
  expect(check(hasItems, { Subnets: { from: { component: 'network', output: 'Subnets' } } })).not.toThrow();
});

test('leaves to CloudFormation what hangs on another stack, on its own parameters or on a function that is not here', () => {
  const coming = { ZoneId: { from: { component: 'zone', output: 'ZoneId' } } };
  expect(check(isSet('ZoneId'), coming)).not.toThrow();
  expect(check(isSet('ZoneId'), coming, isNone('ZoneId'))).not.toThrow();
  expect(check({ 'Fn::Equals': [ref('AWS::Region'), 'eu-west-1'] }, {})).not.toThrow();
  expect(check({ 'Fn::Contains': [['a'], ref('Kind')] }, { Kind: { value: 'b' } })).not.toThrow();
});

test('a template without rules allows everything', () => {
  const component = { name: 'domain', layer: 'environment', templateBody: '{}' } as const;
  expect(() => assertRules(component, { parameters: {}, values: {} })).not.toThrow();
});

test('asks a rule of what another stack of the same plan will only repeat', () => {
  const balancer = JSON.parse(template('balancer', { parameters: { Scheme: { Default: 'public' } } }));
  const Outputs = { BalancerScheme: { Description: 'The scheme.', Value: ref('Scheme') } };
  const names = JSON.parse(template('names', { requires: ['balancer'], parameters: { BalancerScheme: {} } }));
  const Assert = { 'Fn::Equals': [ref('BalancerScheme'), 'public'] };
  const Rules = { FromOutside: { Assertions: [{ Assert, AssertDescription: 'No.' }] } };
  const catalogue = buildCatalogue([
    { path: 'balancer.yaml', text: JSON.stringify({ ...balancer, Outputs }) },
    { path: 'names.yaml', text: JSON.stringify({ ...names, Rules }) },
  ]);
  const wanting = (Scheme: string) => () => provision(catalogue, undefined, { balancer: { Scheme }, names: {} });
  expect(wanting('internal')).toThrow('component `names`: No.');
  const sent = wanting('public')().find(({ stackKey }) => stackKey === 'names')?.parameters;
  expect(sent).toEqual({ BalancerScheme: { from: { component: 'balancer', output: 'BalancerScheme' } } });
});
