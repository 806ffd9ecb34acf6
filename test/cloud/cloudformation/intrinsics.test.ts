import { describe, expect, it } from 'vitest';
import { cloudUnderTest } from './cloud-under-test.ts';

const TOPIC = { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news' } } };

/** What an expression comes out as, as an output of a stack with a topic in it. */
async function outputOf(value: unknown, template: object = {}): Promise<string | undefined> {
  const cloud = cloudUnderTest();
  const stack = await cloud.create('demo', { Resources: TOPIC, ...template, Outputs: { Result: { Value: value } } });
  expect(stack.StackStatusReason).toBeUndefined();
  return stack.Outputs?.[0]?.OutputValue;
}

describe('each intrinsic function', () => {
  it.each([
    ['Ref of a resource', { Ref: 'Topic' }, 'arn:aws:sns:eu-west-1:111122223333:news'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['GetAtt', { 'Fn::GetAtt': ['Topic', 'TopicName'] }, 'news'],
    ['GetAtt in dotted form', { 'Fn::GetAtt': 'Topic.TopicName' }, 'news'],
    ['Sub', { 'Fn::Sub': `\${AWS::AccountId}-\${Topic.TopicName}-\${!Kept}` }, `111122223333-news-\${Kept}`],
    [
      'Sub with variables',
      { 'Fn::Sub': [`\${Who}: \${Topic.TopicName}`, { Who: { 'Fn::Join': ['', ['a', 'b']] } }] },
      'ab: news',
    ],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Partition' }, 1]] }, 'a-aws-1'],
    ['Split and Select', { 'Fn::Select': ['1', { 'Fn::Split': ['|', 'a|b|c'] }] }, 'b'],
    ['Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    ['GetAZs', { 'Fn::Join': [',', { 'Fn::GetAZs': '' }] }, 'eu-west-1a,eu-west-1b,eu-west-1c'],
    ['GetAZs of another region', { 'Fn::Select': [0, { 'Fn::GetAZs': 'us-east-1' }] }, 'us-east-1a'],
    ['Cidr', { 'Fn::Join': [',', { 'Fn::Cidr': ['10.0.0.0/16', 3, 8] }] }, '10.0.0.0/24,10.0.1.0/24,10.0.2.0/24'],
    [
      'Cidr off a network boundary',
      { 'Fn::Select': [5, { 'Fn::Cidr': ['192.168.4.77/22', '6', '5'] }] },
      '192.168.4.160/27',
    ],
    [
      'Cidr of IPv6',
      { 'Fn::Select': [1, { 'Fn::Cidr': ['2001:db8:1234:1a00::/56', 2, 64] }] },
      '2001:db8:1234:1a01::/64',
    ],
  ])('%s', async (_name, expression, result) => {
    expect(await outputOf(expression)).toBe(result);
  });

  it('looks up mappings', async () => {
    const Mappings = { Regions: { 'eu-west-1': { Ami: 'ami-1' } } };
    expect(await outputOf({ 'Fn::FindInMap': ['Regions', { Ref: 'AWS::Region' }, 'Ami'] }, { Mappings })).toBe('ami-1');
  });

  it('chooses by condition, also through other conditions', async () => {
    const Conditions = {
      IsHere: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] },
      IsThere: { 'Fn::Not': [{ Condition: 'IsHere' }] },
      Both: { 'Fn::And': [{ Condition: 'IsHere' }, { Condition: 'IsThere' }] },
      Either: { 'Fn::Or': [{ Condition: 'Both' }, { Condition: 'IsHere' }] },
    };
    expect(await outputOf({ 'Fn::If': ['Either', { 'Fn::If': ['Both', 'x', 'here'] }, 'y'] }, { Conditions })).toBe(
      'here',
    );
  });
});

it('reads YAML with short tags', async () => {
  const cloud = cloudUnderTest();
  const stack = await cloud.create(
    'demo',
    `
AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Account: {Type: String, Default: 012345678901}
Conditions:
  Always: !Equals [a, a]
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Condition: Always
    Properties:
      TopicName: !Sub '\${AWS::StackName}-news'
      DisplayName: !If [Always, !Ref 'AWS::NoValue', x]
Outputs:
  Name: {Value: !GetAtt Topic.TopicName}
  Account: {Value: !Ref Account}
  Second: {Value: !Select [1, !Split [',', 'a,b']]}
`,
  );
  expect(stack.Outputs?.map(({ OutputValue }) => OutputValue)).toEqual(['demo-news', '012345678901', 'b']);
});

it('unrolls loops of the language extensions', async () => {
  const cloud = cloudUnderTest();
  const stack = await cloud.create(
    'demo',
    `
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: 'Red,Blue'}
Resources:
  Fn::ForEach::Topics:
    - Name
    - !Ref Names
    - Topic\${Name}:
        Type: AWS::SNS::Topic
        Properties: {TopicName: !Sub 'news-\${Name}'}
Outputs:
  Count: {Value: !Length [a, b, c]}
  Json: {Value: !ToJsonString {a: [1, !GetAtt TopicBlue.TopicName]}}
  Fallback: {Value: !FindInMap [None, a, b, DefaultValue: fallback]}
`,
    { Capabilities: ['CAPABILITY_AUTO_EXPAND'], Parameters: [{ ParameterKey: 'Names', ParameterValue: 'Green,Blue' }] },
  );
  expect(stack.Outputs?.map(({ OutputValue }) => OutputValue)).toEqual(['3', '{"a":[1,"news-Blue"]}', 'fallback']);
  expect((await cloud.resource('demo', 'TopicGreen')).PhysicalResourceId).toBe(
    'arn:aws:sns:eu-west-1:111122223333:news-Green',
  );
  const body = async (TemplateStage?: string) =>
    (await cloud.call<{ TemplateBody: string }>('GetTemplate', { StackName: 'demo', TemplateStage })).TemplateBody;
  expect(await body('Original')).toContain('Fn::ForEach::Topics');
  const processed = JSON.parse(await body('Processed')) as Record<string, object>;
  expect(processed.Resources).toEqual({
    TopicGreen: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news-Green' } },
    TopicBlue: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news-Blue' } },
  });
  expect(Object.keys(processed)).not.toContain('Transform');
  expect(await body()).toBe(await body('Processed'));
});
