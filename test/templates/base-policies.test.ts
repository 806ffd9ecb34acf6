import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Statement, statementsOf } from './rules/statements.ts';
import { readTemplate, type Template } from './rules/template.ts';

function statementsAt(component: string, id: string): readonly Statement[] {
  const path = `templates/base/${component}.yaml`;
  const template: Template = readTemplate(path, readFileSync(path, 'utf8'));
  return template.resources
    .filter((resource) => resource.id === id)
    .flatMap((resource) => statementsOf(resource, template));
}

function services(statements: readonly Statement[], action: RegExp): readonly string[] {
  const some = statements.filter(({ allows, actions }) => allows && actions.some((name) => action.test(name)));
  return some.flatMap((statement) => statement.services);
}

it('every service that publishes alarms may use the key that the topic is encrypted with', () => {
  const publishers = services(statementsAt('alerts', 'TopicPolicy'), /^sns:Publish$/);
  expect(publishers).toEqual(
    expect.arrayContaining(['aps.amazonaws.com', 'cloudwatch.amazonaws.com', 'events.amazonaws.com']),
  );
  for (const action of [/^kms:Decrypt$/, /^kms:GenerateDataKey/])
    expect(services(statementsAt('keys', 'Key'), action)).toEqual(expect.arrayContaining([...publishers]));
});

it('rules of EventBridge use the key only for topics of the account', () => {
  const ofRules = statementsAt('keys', 'Key').filter((statement) =>
    statement.services.includes('events.amazonaws.com'),
  );
  expect(ofRules.map(({ conditionKeys }) => conditionKeys)).toEqual([['kms:encryptioncontext:aws:sns:topicarn']]);
});

it('a trail may describe the key and encrypt with it, each under a condition that it can meet', () => {
  const ofTrails = statementsAt('keys', 'Key').filter((statement) =>
    statement.services.includes('cloudtrail.amazonaws.com'),
  );
  expect(ofTrails.map(({ actions, conditionKeys }) => [actions, conditionKeys])).toEqual([
    [['kms:GenerateDataKey*'], ['aws:sourceaccount', 'kms:encryptioncontext:aws:cloudtrail:arn']],
    [['kms:DescribeKey'], ['aws:sourceaccount']],
  ]);
});

it('the log bucket admits logs under the prefixes that templates write them to', () => {
  const written = statementsAt('logs', 'LogBucketPolicy').filter(({ actions }) => actions.includes('s3:PutObject'));
  expect(written.flatMap(({ resources }) => resources.map((value) => JSON.stringify(value).split('/')[1]))).toEqual([
    'load-balancers',
    'buckets',
    'deliveries',
    'AWSLogs',
  ]);
});
