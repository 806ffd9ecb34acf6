import { isRecord } from '../../../src/core/catalogue/parse-template.ts';
import { always, type Rule, resourceRule, unless } from './rule.ts';
import { statementsOf } from './statements.ts';
import type { Resource, Template } from './template.ts';
import { isTrue, referred, textOf } from './values.ts';

const BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

const privateBucket = resourceRule({
  id: 'bucket-is-private',
  says: 'No bucket can be made public, and its owner owns what is in it.',
  types: ['AWS::S3::Bucket'],
  check: ({ at }) => [
    ...BLOCKS.map((name) =>
      unless(always(at('PublicAccessBlockConfiguration', name), isTrue), `does not say ${name}: true`),
    ),
    unless(
      always(at('OwnershipControls', 'Rules', 'ObjectOwnership'), (value) => value === 'BucketOwnerEnforced'),
      'has objects of other owners',
    ),
  ],
});

const versioned = resourceRule({
  id: 'bucket-is-versioned',
  says: 'What is overwritten in a bucket can be had back.',
  types: ['AWS::S3::Bucket'],
  check: ({ at }) =>
    unless(
      always(at('VersioningConfiguration', 'Status'), (value) => value === 'Enabled'),
      'is not versioned',
    ),
});

const logged = resourceRule({
  id: 'bucket-is-logged',
  says: 'Who reads a bucket is logged.',
  types: ['AWS::S3::Bucket'],
  check: ({ properties }) => unless('LoggingConfiguration' in properties, 'has no access log'),
});

const overTls = resourceRule({
  id: 'bucket-speaks-tls',
  says: 'A bucket refuses what does not come over TLS.',
  types: ['AWS::S3::Bucket'],
  check: (bucket, template) =>
    unless(policiesOf(bucket, template).some(refusesPlain), 'has no policy against plain HTTP'),
});

const tidied = resourceRule({
  id: 'bucket-forgets-old-versions',
  says: 'Old versions and broken uploads do not pile up.',
  types: ['AWS::S3::Bucket'],
  check: ({ properties }) => unless('LifecycleConfiguration' in properties, 'has no lifecycle'),
});

/** Under which prefix the log bucket takes the logs of each type, as `templates/base/logs.yaml` says. */
const LOG_PREFIXES: Readonly<Record<string, (resource: Resource) => readonly string[]>> = {
  'buckets/': ({ type, at }) =>
    type === 'AWS::S3::Bucket'
      ? at('LoggingConfiguration')
          .filter(isRecord)
          .map((log) => textOf(log.LogFilePrefix))
      : [],
  'load-balancers/': ({ type, at }) =>
    type === 'AWS::ElasticLoadBalancingV2::LoadBalancer'
      ? at('LoadBalancerAttributes')
          .filter(isRecord)
          .filter(({ Key }) => Key === 'access_logs.s3.prefix')
          .map(({ Value }) => textOf(Value))
      : [],
  'deliveries/': ({ type, at }) =>
    type === 'AWS::Logs::DeliveryDestination'
      ? at('DestinationResourceArn')
          .map(textOf)
          .filter((arn) => arn.includes(':s3:'))
          .map((arn) => arn.replace(/^.*?}\//, ''))
      : [],
};

const admitted = resourceRule({
  id: 'log-is-admitted',
  says: 'A log goes under the prefix that the log bucket admits it by.',
  types: ['AWS::S3::Bucket', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::Logs::DeliveryDestination'],
  check: (resource) =>
    Object.entries(LOG_PREFIXES).flatMap(([prefix, prefixesOf]) =>
      prefixesOf(resource).map((own) =>
        unless(own.startsWith(prefix), `writes its log under ${own}, not under ${prefix}`),
      ),
    ),
});

function policiesOf(bucket: Resource, template: Template): readonly [Resource, Template][] {
  return template
    .ofType('AWS::S3::BucketPolicy')
    .filter((policy) => policy.at('Bucket').some((name) => referred(name) === bucket.id))
    .map((policy) => [policy, template]);
}

function refusesPlain([policy, template]: [Resource, Template]): boolean {
  return statementsOf(policy, template).some(
    ({ allows, conditionKeys }) => !allows && conditionKeys.includes('aws:securetransport'),
  );
}

export const storageRules: readonly Rule[] = [privateBucket, versioned, logged, overTls, tidied, admitted];
