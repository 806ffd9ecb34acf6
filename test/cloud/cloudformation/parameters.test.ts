import type { Parameter } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';
import type { Service } from '../../../src/cloud/kernel/service.ts';
import { genericResources } from '../../../src/cloud/resource-types/generic-registry.ts';
import { cloudUnderTest, PLACE } from './cloud-under-test.ts';

const template = (parameter: object, value: unknown = { Ref: 'P' }) => ({
  Parameters: { P: parameter },
  Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
  Outputs: { Value: { Value: value } },
});
const given = (value: string): { Parameters: Parameter[] } => ({
  Parameters: [{ ParameterKey: 'P', ParameterValue: value }],
});

describe('a parameter value is refused when', () => {
  it.each([
    ['it is not a number', { Type: 'Number' }, 'x', "Parameter 'P' must be a number."],
    ['it is too small', { Type: 'Number', MinValue: 5 }, '4', "Parameter 'P' must be a number not less than 5"],
    ['it is too large', { Type: 'Number', MaxValue: '5' }, '6', "Parameter 'P' must be a number not greater than 5"],
    ['it is too short', { Type: 'String', MinLength: 2 }, 'a', "Parameter 'P' must contain at least 2 characters"],
    ['it is too long', { Type: 'String', MaxLength: 2 }, 'abc', "Parameter 'P' must contain at most 2 characters"],
    [
      'it is not among the allowed',
      { Type: 'String', AllowedValues: ['a', 'b'] },
      'c',
      "Parameter 'P' must be one of AllowedValues",
    ],
    [
      'it does not match',
      { Type: 'String', AllowedPattern: '[a-z]+' },
      'a1',
      "Parameter 'P' must match pattern [a-z]+",
    ],
    [
      'one of a list is not allowed',
      { Type: 'CommaDelimitedList', AllowedValues: ['a'] },
      'a,b',
      "Parameter 'P' must be one of AllowedValues",
    ],
    [
      'it breaks a described rule',
      { Type: 'String', MinLength: 2, ConstraintDescription: 'be longer' },
      'a',
      'Parameter P failed to satisfy constraint: be longer',
    ],
  ])('%s', async (_name, declaration, value, message) => {
    await expect(cloudUnderTest().create('demo', template(declaration), given(value))).rejects.toThrow(message);
  });
});

it('asks for values that are missing and refuses unknown ones', async () => {
  const cloud = cloudUnderTest();
  await expect(cloud.create('demo', template({ Type: 'String' }))).rejects.toThrow('Parameters: [P] must have values');
  await expect(
    cloud.create('demo', template({ Type: 'String', Default: 'x' }), {
      Parameters: [{ ParameterKey: 'Q', ParameterValue: '1' }],
    }),
  ).rejects.toThrow('Parameters: [Q] do not exist in the template');
});

it('splits lists', async () => {
  const cloud = cloudUnderTest();
  const stack = await cloud.create(
    'demo',
    template({ Type: 'List<Number>' }, { 'Fn::Join': ['+', { Ref: 'P' }] }),
    given('1, 2,3'),
  );
  expect(stack.Outputs?.[0]?.OutputValue).toBe('1+2+3');
});

it('never shows a secret', async () => {
  const cloud = cloudUnderTest();
  const stack = await cloud.create('demo', template({ Type: 'String', NoEcho: 'true' }, 'x'), given('hunter2'));
  expect(stack.Parameters).toEqual([{ ParameterKey: 'P', ParameterValue: '****' }]);
});

it('masks a secret in events and change sets too', async () => {
  const cloud = cloudUnderTest();
  const secret = (more: object) => ({
    Parameters: { P: { Type: 'String', NoEcho: true } },
    Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { 'Fn::Sub': `is \${P}` }, ...more } } },
  });
  await cloud.create('demo', secret({}), given('hunter2'));
  const { Changes } = await cloud.changeSet('demo', secret({ TopicName: 'x' }), given('hunter3'));
  const events = await cloud.rawEvents('demo');
  expect(events[1]?.ResourceProperties).toBe('{"DisplayName":"is ****"}');
  expect(JSON.stringify([Changes, events])).not.toContain('hunter');
});

it('keeps the previous value when asked to', async () => {
  const cloud = cloudUnderTest();
  await cloud.create('demo', template({ Type: 'String', Default: 'default' }), given('first'));
  const changed = { ...template({ Type: 'String', Default: 'default' }), Description: 'two' };
  const kept = await cloud.update(
    'demo',
    { ...changed, Resources: { ...changed.Resources, More: { Type: 'AWS::SNS::Topic' } } },
    {
      Parameters: [{ ParameterKey: 'P', UsePreviousValue: true }],
    },
  );
  expect(kept.Outputs?.[0]?.OutputValue).toBe('first');
  const reset = await cloud.update('demo', changed);
  expect(reset.Outputs?.[0]?.OutputValue).toBe('default');
});

const ssm: Service = {
  signingName: 'ssm',
  schemas: {},
  operations: { GetParameter: ({ Name }: { Name: string }) => ({ Parameter: { Value: `held by ${Name}` } }) },
};
const secretsmanager: Service = {
  signingName: 'secretsmanager',
  schemas: {},
  operations: {
    GetSecretValue: ({ SecretId }: { SecretId: string }) => ({
      SecretString: JSON.stringify({ user: `of ${SecretId}` }),
    }),
  },
};

it('reads SSM parameters', async () => {
  const cloud = cloudUnderTest([ssm]);
  const stack = await cloud.create('demo', template({ Type: 'AWS::SSM::Parameter::Value<String>', Default: '/image' }));
  expect(stack.Outputs?.[0]?.OutputValue).toBe('held by /image');
  expect(stack.Parameters).toEqual([{ ParameterKey: 'P', ParameterValue: '/image', ResolvedValue: 'held by /image' }]);
});

it('resolves dynamic references when a resource is made', async () => {
  const cloud = cloudUnderTest([ssm, secretsmanager]);
  await cloud.create('demo', {
    Resources: {
      Topic: {
        Type: 'AWS::SNS::Topic',
        Properties: { DisplayName: '{{resolve:ssm:/name:1}} / {{resolve:secretsmanager:db:SecretString:user}}' },
      },
    },
  });
  const [topic] = genericResources(cloud.kernel, PLACE, 'AWS::SNS::Topic');
  expect(topic?.properties).toEqual({ DisplayName: 'held by /name:1 / of db' });
  const events = await cloud.rawEvents('demo');
  expect(events[1]?.ResourceProperties).toContain('{{resolve:secretsmanager:db:SecretString:user}}');
});

it('checks the rules of a template', async () => {
  const ruled = {
    ...template({ Type: 'String', Default: 'test' }),
    Rules: {
      OnlyProd: {
        RuleCondition: { 'Fn::Equals': [{ Ref: 'P' }, 'prod'] },
        Assertions: [{ Assert: { 'Fn::Contains': [['a'], 'b'] }, AssertDescription: 'never in prod' }],
      },
    },
  };
  const cloud = cloudUnderTest();
  await expect(cloud.create('demo', ruled, given('prod'))).rejects.toThrow('never in prod');
  expect((await cloud.create('demo', ruled)).StackStatus).toBe('CREATE_COMPLETE');
});
