import { resourceLessActions } from './resource-less-actions.ts';
import { type Rule, resourceRule, unless } from './rule.ts';
import { type Statement, statementsOf } from './statements.ts';
import { textOf } from './values.ts';

/** A star may stand behind a verb that only looks, and in the two families of KMS that always go together. */
const LOOKS = /^[a-z0-9-]+:(Get|List|Describe|BatchGet|BatchCheck|Search|View)[A-Za-z]*\*$/;
const KMS_FAMILIES = ['kms:ReEncrypt*', 'kms:GenerateDataKey*'];

/** Limits a statement on `*` to what carries a tag or belongs to a cluster. */
const LIMITING_KEYS =
  /^(aws:resourcetag\/|ec2:resourcetag\/|ssm:resourcetag\/|ecs:cluster$|secretsmanager:resourcetag\/)/;

const IAM_NAMES = ['RoleName', 'ManagedPolicyName', 'InstanceProfileName', 'UserName', 'GroupName'];

/** The name that every installation gives to its boundary, as a template writes it. */
const BOUNDARY = /:policy\/\$\{Installation\}-boundary$/;

/**
 * Managed policies of AWS that allow far more than one thing. That of the Session Manager's agent reads every parameter of
 * the account: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
 */
const BROAD_POLICY = /policy\/(.*(Full|ReadOnly)Access|AdministratorAccess.*|PowerUserAccess|IAM.*|.*SSM.*)$/;

const noStarAction = resourceRule({
  id: 'no-star-action',
  says: 'A policy names the actions that it allows.',
  check: (resource, template) =>
    statementsOf(resource, template)
      .filter(({ allows }) => allows)
      .flatMap((statement) => [
        unless(!statement.hasNotAction, 'allows all but some actions; name those that are meant'),
        ...statement.actions
          .filter((action) => isBroad(action) && !isAdministration(statement))
          .map((action) => `allows ${action}; name the actions that are meant`),
      ]),
});

const noStarResource = resourceRule({
  id: 'no-star-resource',
  says: 'A policy names the resources that it is about, where the service can tell them apart.',
  check: (resource, template) =>
    statementsOf(resource, template)
      .filter(({ kind, allows, resources, conditionKeys }) => {
        const isLimited = conditionKeys.some((key) => LIMITING_KEYS.test(key));
        return kind === 'identity' && allows && resources.some((text) => textOf(text) === '*') && !isLimited;
      })
      .flatMap(({ actions }) => actions)
      .filter((action) => !resourceLessActions.some((pattern) => pattern.test(action)))
      .map((action) => `allows ${action} on every resource; name the resource`),
});

const passRole = resourceRule({
  id: 'role-is-passed-to-one-service',
  says: 'A role that may be passed on is named, and so is the service that gets it.',
  check: (resource, template) =>
    statementsOf(resource, template)
      .filter(({ allows, actions }) => allows && actions.includes('iam:PassRole'))
      .filter(({ resources, conditionKeys }) => {
        return !conditionKeys.includes('iam:passedtoservice') || resources.some((value) => textOf(value) === '*');
      })
      .map(() => 'passes a role on without `iam:PassedToService` or without naming it'),
});

const boundary = resourceRule({
  id: 'role-has-boundary',
  says: 'Every role carries the permissions boundary of the installation.',
  types: ['AWS::IAM::Role', 'AWS::IAM::User'],
  check: (role) =>
    unless(
      role.at('PermissionsBoundary').every((value) => BOUNDARY.test(textOf(value))),
      'has no `PermissionsBoundary` of the installation',
    ),
});

const namesOfIam = resourceRule({
  id: 'iam-names-are-generated',
  says: 'CloudFormation names what IAM holds, so that every name starts with the stack.',
  check: (resource) =>
    resource.type.startsWith('AWS::IAM::')
      ? IAM_NAMES.filter((name) => name in resource.properties).map((name) => `has a fixed ${name}`)
      : [],
});

const noUsers = resourceRule({
  id: 'no-access-keys',
  says: 'Nobody gets a key that stays valid: roles are assumed.',
  types: ['AWS::IAM::User', 'AWS::IAM::AccessKey'],
  check: ({ type }) => `is an ${type}`,
});

const managedPolicies = resourceRule({
  id: 'no-broad-managed-policy',
  says: 'No managed policy of AWS that allows a whole service, or what all others keep in it, is attached.',
  check: (resource) =>
    resource
      .at('ManagedPolicyArns')
      .map(textOf)
      .filter((arn) => BROAD_POLICY.test(arn))
      .map((arn) => `attaches ${arn}`),
});

const noPublicPolicy = resourceRule({
  id: 'no-public-policy',
  says: 'No policy lets everybody in.',
  check: (resource, template) =>
    statementsOf(resource, template)
      .filter(({ allows, principals, conditionKeys }) => {
        return allows && principals.map(textOf).includes('*') && conditionKeys.length === 0;
      })
      .map(() => 'allows everybody, without a condition'),
});

function isBroad(action: string): boolean {
  return action.includes('*') && !LOOKS.test(action) && !KMS_FAMILIES.includes(action);
}

/** A key that not even its account administers can never be changed again. */
function isAdministration({ kind, actions, principals }: Statement): boolean {
  return (
    kind === 'resource' &&
    actions.every((action) => action === 'kms:*') &&
    principals.every((principal) => textOf(principal).endsWith(':root'))
  );
}

export const identityRules: readonly Rule[] = [
  noStarAction,
  noStarResource,
  passRole,
  boundary,
  namesOfIam,
  noUsers,
  managedPolicies,
  noPublicPolicy,
];
