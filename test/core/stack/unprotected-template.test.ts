import { expect, test } from 'vitest';
import { unprotectedTemplate } from '../../../src/core/stack/unprotected-template.ts';

function opened(Resources: object): Record<string, unknown> {
  const open = unprotectedTemplate(JSON.stringify({ Description: 'Data.', Resources }));
  return open === undefined ? {} : (JSON.parse(open) as { Resources: Record<string, unknown> }).Resources;
}

test('what was kept is deleted, whichever way it was kept', () => {
  expect(
    opened({
      Bucket: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' },
      Volume: { Type: 'AWS::EC2::Volume', DeletionPolicy: 'Snapshot', Properties: { Size: 8 } },
      Table: { Type: 'AWS::DynamoDB::Table', DeletionPolicy: 'RetainExceptOnCreate' },
    }),
  ).toEqual({
    Bucket: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' },
    Volume: { Type: 'AWS::EC2::Volume', DeletionPolicy: 'Delete', Properties: { Size: 8 } },
    Table: { Type: 'AWS::DynamoDB::Table', DeletionPolicy: 'Delete' },
  });
});

test('a database leaves no snapshot, also where its template says nothing', () => {
  expect(opened({ Server: { Type: 'AWS::RDS::DBInstance' } })).toEqual({
    Server: { Type: 'AWS::RDS::DBInstance', DeletionPolicy: 'Delete' },
  });
});

test.each([
  [
    'AWS::RDS::DBInstance',
    { DeletionProtection: { 'Fn::If': ['IsProduction', true, false] } },
    { DeletionProtection: false },
  ],
  ['AWS::RDS::DBCluster', { DeleteAutomatedBackups: false }, { DeleteAutomatedBackups: true }],
  ['AWS::DynamoDB::Table', { DeletionProtectionEnabled: true }, { DeletionProtectionEnabled: false }],
  ['AWS::Cognito::UserPool', { DeletionProtection: 'ACTIVE' }, { DeletionProtection: 'INACTIVE' }],
  ['AWS::ECR::Repository', { RepositoryName: 'hello' }, { RepositoryName: 'hello', EmptyOnDelete: true }],
  [
    'AWS::ElasticLoadBalancingV2::LoadBalancer',
    {
      LoadBalancerAttributes: [
        { Key: 'deletion_protection.enabled', Value: 'true' },
        { Key: 'idle', Value: '60' },
      ],
    },
    {
      LoadBalancerAttributes: [
        { Key: 'deletion_protection.enabled', Value: 'false' },
        { Key: 'idle', Value: '60' },
      ],
    },
  ],
  [
    'AWS::DynamoDB::GlobalTable',
    { Replicas: [{ Region: 'eu-west-1', DeletionProtectionEnabled: true }] },
    { Replicas: [{ Region: 'eu-west-1', DeletionProtectionEnabled: false }] },
  ],
])('%s no longer refuses to go', (Type, protecting, open) => {
  const found = opened({ It: { Type, DeletionPolicy: 'Delete', Properties: protecting } });
  expect(found).toEqual({ It: { Type, DeletionPolicy: 'Delete', Properties: open } });
});

test('what stands in a loop goes too, and the loop stays one', () => {
  const repository = { Type: 'AWS::ECR::Repository', DeletionPolicy: 'Retain' };
  expect(opened({ 'Fn::ForEach::All': ['Name', { Ref: 'Names' }, { 'Repository&{Name}': repository }] })).toEqual({
    'Fn::ForEach::All': [
      'Name',
      { Ref: 'Names' },
      {
        'Repository&{Name}': {
          Type: 'AWS::ECR::Repository',
          DeletionPolicy: 'Delete',
          Properties: { EmptyOnDelete: true },
        },
      },
    ],
  });
});

test('a template that protects nothing stays as it is, and so does one that was opened before', () => {
  expect(unprotectedTemplate(JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }))).toBeUndefined();
  const open = unprotectedTemplate(
    JSON.stringify({ Resources: { It: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain' } } }),
  );
  expect(unprotectedTemplate(open ?? '')).toBeUndefined();
});
