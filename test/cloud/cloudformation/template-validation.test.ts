import { expect, it } from 'vitest';
import { cloudUnderTest } from './cloud-under-test.ts';

const TOPIC = { Type: 'AWS::SNS::Topic' };

const REFUSED: readonly (readonly [name: string, template: unknown, message: string])[] = [
  [
    'a reference to nothing',
    { Resources: { A: { ...TOPIC, Properties: { TopicName: { Ref: 'Nope' } } } } },
    'Template format error: Unresolved resource dependencies [Nope] in the Resources block of the template',
  ],
  [
    'a DependsOn to nothing',
    { Resources: { A: { ...TOPIC, DependsOn: ['Nope'] } } },
    'Template format error: Unresolved resource dependencies [Nope] in the Resources block of the template',
  ],
  [
    'an output of nothing',
    { Resources: { A: TOPIC }, Outputs: { O: { Value: { 'Fn::Sub': `\${Nope.Arn}` } } } },
    'Template format error: Unresolved resource dependencies [Nope] in the Outputs block of the template',
  ],
  [
    'a reference to a resource whose condition does not hold',
    {
      Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { A: { ...TOPIC, Condition: 'No' }, B: { ...TOPIC, Properties: { DisplayName: { Ref: 'A' } } } },
    },
    'Template format error: Unresolved resource dependencies [A] in the Resources block of the template',
  ],
  [
    'an unknown type',
    { Resources: { A: { Type: 'AWS::Nope::Thing' } } },
    'Template format error: Unrecognized resource types: [AWS::Nope::Thing]',
  ],
  [
    'an unknown section',
    { Resources: { A: TOPIC }, Extras: {} },
    'Template format error: Invalid template property or properties [Extras]',
  ],
  ['no resources', { Resources: {} }, 'Template format error: At least one Resources member must be defined.'],
  [
    'an attribute the type does not have',
    { Resources: { A: TOPIC }, Outputs: { O: { Value: { 'Fn::GetAtt': ['A', 'Colour'] } } } },
    'Template error: resource A does not support attribute type Colour in Fn::GetAtt',
  ],
  [
    'an unknown condition',
    { Resources: { A: { ...TOPIC, Condition: 'Nope' } } },
    'Template format error: Unresolved condition dependency Nope in the Resources block of the template',
  ],
  [
    'an undefined function',
    { Resources: { A: { ...TOPIC, Properties: { DisplayName: { 'Fn::Nope': 'x' } } } }, Outputs: {} },
    'Template error: Encountered unsupported function: Fn::Nope Supported functions are: [Fn::And, ',
  ],
  [
    'a serverless transform',
    { Transform: 'AWS::Serverless-2016-10-31', Resources: { A: TOPIC } },
    'the embedded cloud does not implement cloudformation:Transform AWS::Serverless-2016-10-31',
  ],
  [
    'a function of a transform that is not there',
    { Resources: { A: TOPIC }, Outputs: { O: { Value: { 'Fn::Length': ['a'] } } } },
    'Encountered unsupported function: Fn::Length',
  ],
  ['YAML that is none', 'Resources:\n  A: [', 'Template format error: YAML not well-formed. (line 2, column 7)'],
  [
    'a YAML alias',
    'Resources:\n  A: &a\n    Type: AWS::SNS::Topic\n  B: *a\n',
    'Template format error: YAML aliases are not allowed in CloudFormation templates',
  ],
];

it.each(REFUSED)('refuses %s', async (_name, template, message) => {
  await expect(cloudUnderTest().create('demo', template)).rejects.toThrow(message);
});

it('refuses resources that wait for each other', async () => {
  const Resources = {
    A: { ...TOPIC, Properties: { DisplayName: { 'Fn::GetAtt': ['B', 'TopicName'] } } },
    B: { ...TOPIC, Properties: { DisplayName: { 'Fn::GetAtt': ['A', 'TopicName'] } } },
    C: { ...TOPIC, DependsOn: 'A' },
  };
  await expect(cloudUnderTest().create('demo', { Resources })).rejects.toThrow(
    'Circular dependency between resources: [A, B]',
  );
});

it('refuses an inline template of more than 51,200 bytes', async () => {
  const template = { Description: 'x', Metadata: { Padding: 'x'.repeat(51_200) }, Resources: { A: TOPIC } };
  await expect(cloudUnderTest().create('demo', template)).rejects.toThrow(
    "at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
  );
});

it.each([
  ['an unknown property', { Colour: 'red' }, '#: extraneous key [Colour] is not permitted'],
  ['a list where text belongs', { TopicName: ['a'] }, '#/TopicName: expected type: String, found: JSONArray'],
  [
    'an unknown member of a nested property',
    { Subscription: [{ Protocol: 'sqs', Endpoint: 'x', Colour: 'red' }] },
    '#/Subscription/0: extraneous key [Colour] is not permitted',
  ],
  [
    'a missing member of a nested property',
    { Subscription: [{ Protocol: 'sqs' }] },
    '#/Subscription/0: required key [Endpoint] not found',
  ],
])('fails a resource with %s', async (_name, properties, message) => {
  const cloud = cloudUnderTest();
  const stack = await cloud.create('demo', { Resources: { A: { ...TOPIC, Properties: properties } } });
  expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
  const failed = (await cloud.rawEvents('demo')).find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
  expect(failed?.ResourceStatusReason).toBe(`Properties validation failed for resource A with message:\n${message}`);
});

it('fails a resource that lacks a required property', async () => {
  const cloud = cloudUnderTest();
  await cloud.create('demo', {
    Resources: { A: { Type: 'AWS::EC2::Subnet', Properties: { CidrBlock: '10.0.0.0/24' } } },
  });
  const failed = (await cloud.rawEvents('demo')).find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
  expect(failed?.ResourceStatusReason).toContain('#: required key [VpcId] not found');
});

it('names the parameters and capabilities of a valid template', async () => {
  const cloud = cloudUnderTest();
  const TemplateBody = JSON.stringify({
    Description: 'Demo',
    Parameters: { Secret: { Type: 'String', NoEcho: true, Default: 'x', Description: 'A secret.' } },
    Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } } },
  });
  expect(await cloud.call('ValidateTemplate', { TemplateBody })).toMatchObject({
    Description: 'Demo',
    Parameters: [{ ParameterKey: 'Secret', DefaultValue: 'x', NoEcho: true, Description: 'A secret.' }],
    Capabilities: ['CAPABILITY_IAM'],
    CapabilitiesReason: 'The following resource(s) require capabilities: [AWS::IAM::Role]',
  });
});

it('demands that IAM resources are acknowledged', async () => {
  const cloud = cloudUnderTest();
  const role = (name: object) => ({
    Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, ...name } } },
  });
  await expect(cloud.create('demo', role({}))).rejects.toMatchObject({
    code: 'InsufficientCapabilitiesException',
    message: 'Requires capabilities : [CAPABILITY_IAM]',
  });
  await expect(cloud.create('demo', role({ RoleName: 'x' }), { Capabilities: ['CAPABILITY_IAM'] })).rejects.toThrow(
    'Requires capabilities : [CAPABILITY_NAMED_IAM]',
  );
  const stack = await cloud.create('demo', role({}), { Capabilities: ['CAPABILITY_NAMED_IAM'] });
  expect(stack.StackStatus).toBe('CREATE_COMPLETE');
});
