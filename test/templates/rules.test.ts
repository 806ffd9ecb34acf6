import { expect, test } from 'vitest';
import { broken } from './broken-templates.ts';
import { checkTemplates, rules } from './rules/check-templates.ts';
import { readTemplates } from './rules/template.ts';
import { sketch } from './sketch.ts';

const judgement = checkTemplates(readTemplates());

test('every template keeps every rule, or says at the place why not', () => {
  const lines = judgement.findings.map(({ path, resource, rule, message }) => {
    return `${path}${resource === undefined ? '' : ` ${resource}`}: ${message} (${rule})`;
  });
  expect(lines).toEqual([]);
});

test('every exception has a reason, names a rule and sets something aside', () => {
  expect(judgement.complaints).toEqual([]);
});

test('every rule has a name of its own and says in a sentence what is kept', () => {
  const ids = rules.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  expect(rules.filter(({ says }) => !/^[A-Z`].+\.$/s.test(says)).map(({ id }) => id)).toEqual([]);
});

test('every rule finds what breaks it', () => {
  expect(Object.keys(broken).toSorted()).toEqual(rules.map(({ id }) => id).toSorted());
  const blind = rules.filter((rule) => rule.check(broken[rule.id]!).length === 0).map(({ id }) => id);
  expect(blind).toEqual([]);
});

const EXCEPTION = { Rule: 'no-automatic-public-address', Reason: 'Everything here is for everybody to see.' };
const publicSubnet = (exceptions: readonly object[]) =>
  sketch(
    'AWS::EC2::Subnet',
    { MapPublicIpOnLaunch: true },
    {
      Plinth: { MonthlyCost: [], Replaces: ['S0 subnets'] },
      Resource: { Metadata: { 'plinth:description': 'Subnet', 'plinth:exceptions': exceptions } },
    },
  );

test('an exception at the resource, with a reason, sets a finding aside', () => {
  expect(checkTemplates([publicSubnet([EXCEPTION])])).toMatchObject({ findings: [], complaints: [] });
});

test('an exception without a reason, without a finding, to no rule, or made twice is refused', () => {
  const complaints = (...exceptions: readonly object[]) => checkTemplates([publicSubnet(exceptions)]).complaints;
  expect(complaints({ ...EXCEPTION, Reason: 'because' })[0]).toContain('has no reason');
  expect(complaints(EXCEPTION, { ...EXCEPTION, Rule: 'key-is-rotated' })[0]).toContain('sets nothing aside');
  expect(complaints(EXCEPTION, { ...EXCEPTION, Rule: 'no-such-rule' })[0]).toContain('names no rule');
  expect(complaints(EXCEPTION, EXCEPTION)[0]).toContain('is made twice');
});

test('a check of checkov or cfn-lint is set aside only with a reason', () => {
  const metadata = (more: object) =>
    sketch('AWS::SNS::Topic', {}, { Resource: { Metadata: { 'plinth:description': 'Topic', ...more } } });
  const skipped = metadata({ checkov: { skip: [{ id: 'CKV_AWS_26' }] } });
  const ignored = metadata({ 'cfn-lint': { config: { ignore_checks: ['W1030'] } } });
  for (const template of [skipped, ignored])
    expect(checkTemplates([template]).complaints[0]).toContain('has no reason');
});

test('a check of cfn-lint is set aside at a resource, because its command line replaces the exceptions of a template', () => {
  const reason = { 'plinth:exceptions': [{ Rule: 'W1035', Reason: 'A reason that is long enough to be one.' }] };
  const metadata = { ...reason, 'cfn-lint': { config: { ignore_checks: ['W1035'] } } };
  const atTemplate = { ...sketch('AWS::SNS::Topic', {}), metadata };
  expect(checkTemplates([atTemplate]).complaints).toEqual([
    expect.stringContaining('is at the template: make it at the resource'),
  ]);
  const atResource = sketch('AWS::SNS::Topic', {}, { Resource: { Metadata: metadata } });
  expect(checkTemplates([atResource]).complaints).toEqual([]);
});
