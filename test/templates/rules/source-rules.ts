import { type Rule, resourceRule, unless } from './rule.ts';
import { type Statement, statementsOf } from './statements.ts';

/** Says whose request a service carries out. KMS says it in its own words. */
const SOURCE_KEYS = /^(aws:source(account|arn|orgid)|kms:(calleraccount|viaservice|encryptioncontext:.+))$/;

/** What a service may say of itself, and some do not: a condition on it would never hold. */
const OWN_WORDS = /^aws:source/;

const source = resourceRule({
  id: 'service-names-its-source',
  says: 'A service is trusted only on behalf of this account or of a named resource.',
  check: (resource, template) =>
    statementsOf(resource, template)
      .filter(({ allows, conditionKeys }) => allows && !conditionKeys.some((key) => SOURCE_KEYS.test(key)))
      // A key is limited by its encryption context even where a service does not name its source.
      .flatMap((statement) => {
        return statement.services.filter(
          (name) => resource.type === 'AWS::KMS::Key' || !isSilent(name, statement, resource.type),
        );
      })
      .map((service) => `trusts ${service} without aws:SourceAccount or aws:SourceArn`),
});

const silent = resourceRule({
  id: 'no-source-of-who-names-none',
  says: 'No condition on its source shuts out a service that names none.',
  check: (resource, template) =>
    statementsOf(resource, template)
      .filter(({ allows, conditionKeys }) => allows && conditionKeys.some((key) => OWN_WORDS.test(key)))
      .flatMap((statement) =>
        statement.services.filter(
          (name) => isSilent(name, statement, resource.type) || (isDoubtful(name, statement) && needsSource(statement)),
        ),
      )
      .map((service) => `asks ${service} for a source, which it does not name here`),
});

const lambdaPermission = resourceRule({
  id: 'permission-names-its-source',
  says: 'A function is called only by a named resource or by this account.',
  types: ['AWS::Lambda::Permission'],
  check: (permission) => [
    unless(
      'SourceArn' in permission.properties || 'SourceAccount' in permission.properties,
      'has neither SourceArn nor SourceAccount',
    ),
    unless(!permission.at('Principal').includes('*'), 'lets anybody in'),
  ],
});

/**
 * Whether a service names no source at such a place.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
function isSilent(service: string, { kind }: Statement, type: string): boolean {
  switch (service) {
    // A machine carries only a role of its own account.
    case 'ec2.amazonaws.com':
    case 'cloudtrail.amazonaws.com':
      return kind === 'trust';
    case 'events.amazonaws.com':
      return type === 'AWS::SNS::TopicPolicy' || type === 'AWS::KMS::Key';
    default:
      return false;
  }
}

/** Whether AWS says nothing about a source: a condition on it has to hold without one, too. */
function isDoubtful(service: string, { kind }: Statement): boolean {
  switch (service) {
    case 'cloudformation.amazonaws.com':
    case 'lambda.amazonaws.com':
      return kind === 'trust';
    // The path that it writes to names the account.
    case 'logdelivery.elasticloadbalancing.amazonaws.com':
      return true;
    default:
      return false;
  }
}

function needsSource({ neededKeys }: Statement): boolean {
  return neededKeys.some((key) => OWN_WORDS.test(key));
}

export const sourceRules: readonly Rule[] = [source, silent, lambdaPermission];
