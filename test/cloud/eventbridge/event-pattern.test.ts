import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../src/cloud/kernel/event-pattern.ts';

const push = {
  source: 'aws.ecr',
  'detail-type': 'ECR Image Action',
  resources: ['arn:aws:ecr:eu-west-1:111122223333:repository/shop/api'],
  detail: {
    'action-type': 'PUSH',
    result: 'SUCCESS',
    'repository-name': 'shop/api',
    size: 42,
    ip: '10.1.2.3',
    empty: '',
    nothing: null,
    ok: true,
    tags: ['main-7', 'latest'],
    layers: [
      { kind: 'base', bytes: 1 },
      { kind: 'app', bytes: 900 },
    ],
  },
};

function matches(pattern: object): boolean {
  return compilePattern(JSON.stringify(pattern))(push);
}

describe('event pattern', () => {
  it.each([
    ['exact values', { source: ['aws.ecs', 'aws.ecr'], detail: { result: ['SUCCESS'] } }],
    ['an element of an array', { detail: { tags: ['latest'] } }],
    ['null', { detail: { nothing: [null] } }],
    ['the empty string', { detail: { empty: [''] } }],
    ['a boolean', { detail: { ok: [true] } }],
    ['prefix', { detail: { 'repository-name': [{ prefix: 'shop/' }] } }],
    ['prefix in any case', { detail: { 'repository-name': [{ prefix: { 'equals-ignore-case': 'SHOP/' } }] } }],
    ['suffix', { detail: { 'repository-name': [{ suffix: '/api' }] } }],
    ['suffix in any case', { detail: { 'repository-name': [{ suffix: { 'equals-ignore-case': '/API' } }] } }],
    ['equals-ignore-case', { detail: { result: [{ 'equals-ignore-case': 'success' }] } }],
    ['anything-but a string', { detail: { result: [{ 'anything-but': 'FAILURE' }] } }],
    ['anything-but a list', { detail: { result: [{ 'anything-but': ['FAILURE', 'OTHER'] }] } }],
    ['anything-but a number', { detail: { size: [{ 'anything-but': 41 }] } }],
    ['anything-but a prefix', { detail: { result: [{ 'anything-but': { prefix: 'FAIL' } }] } }],
    ['anything-but several suffixes', { detail: { result: [{ 'anything-but': { suffix: ['X', 'Y'] } }] } }],
    ['anything-but a wildcard', { detail: { result: [{ 'anything-but': { wildcard: 'F*E' } }] } }],
    ['numeric range', { detail: { size: [{ numeric: ['>', 0, '<=', 42] }] } }],
    ['numeric equality', { detail: { size: [{ numeric: ['=', 42.0] }] } }],
    ['exists', { detail: { size: [{ exists: true }] } }],
    ['absence', { detail: { missing: [{ exists: false }] } }],
    ['absence below an absent object', { detail: { missing: { deep: [{ exists: false }] } } }],
    ['cidr', { detail: { ip: [{ cidr: '10.1.0.0/16' }] } }],
    ['wildcard', { resources: [{ wildcard: 'arn:aws:ecr:*:repository/shop/*' }] }],
    ['one of $or', { $or: [{ detail: { result: ['FAILURE'] } }, { detail: { size: [42] } }] }],
    ['$or beside other fields', { source: ['aws.ecr'], detail: { $or: [{ size: [1] }, { ok: [true] }] } }],
    ['one element of an array of objects', { detail: { layers: { kind: ['app'], bytes: [900] } } }],
  ])('matches %s', (_name, pattern) => {
    expect(matches(pattern)).toBe(true);
  });

  it.each([
    ['another value', { source: ['aws.ecs'] }],
    ['a number written as a string', { detail: { size: ['42'] } }],
    ['a field that is absent', { detail: { missing: ['x'] } }],
    ['anything-but a field that is absent', { detail: { missing: [{ 'anything-but': 'x' }] } }],
    ['anything-but one of the prefixes', { detail: { result: [{ 'anything-but': { prefix: ['SUC', 'X'] } }] } }],
    ['exists on an object', { detail: [{ exists: true }] }],
    ['absence of what is there', { detail: { size: [{ exists: false }] } }],
    ['an address outside the block', { detail: { ip: [{ cidr: '10.2.0.0/16' }] } }],
    ['a range beside the value', { detail: { size: [{ numeric: ['<', 42] }] } }],
    ['fields of two different elements', { detail: { layers: { kind: ['base'], bytes: [900] } } }],
    ['none of $or', { $or: [{ source: ['a'] }, { source: ['b'] }] }],
    ['a wildcard that ends early', { detail: { 'repository-name': [{ wildcard: 'shop*x' }] } }],
  ])('does not match %s', (_name, pattern) => {
    expect(matches(pattern)).toBe(false);
  });

  it.each([
    ['no JSON', '{'],
    ['a bare value', '{"source":"aws.ecr"}'],
    ['an empty array', '{"source":[]}'],
    ['an empty object', '{}'],
    ['an unknown comparison', '{"source":[{"like":"a"}]}'],
    ['two comparisons in one', '{"source":[{"prefix":"a","suffix":"b"}]}'],
    ['a numeric bound in quotes', '{"detail":{"size":[{"numeric":[">","1"]}]}}'],
    ['two wildcards in a row', '{"source":[{"wildcard":"a**b"}]}'],
    ['a block without bits', '{"detail":{"ip":[{"cidr":"10.0.0.0"}]}}'],
  ])('refuses %s', (_name, text) => {
    expect(() => compilePattern(text)).toThrow(expect.objectContaining({ code: 'InvalidEventPatternException' }));
  });
});
