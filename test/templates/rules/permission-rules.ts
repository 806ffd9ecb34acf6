import { always, type Rule, resourceRule, unless } from './rule.ts';
import { type Statement, statementsOf } from './statements.ts';
import type { Resource, Template } from './template.ts';
import { referred, textOf } from './values.ts';

/**
 * The kind of resource that an action is about, where it is easily mistaken.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
const KINDS: readonly (readonly [action: RegExp, kind: string])[] = [
  [/^ecs:(Register|Deregister)ContainerInstance$/, 'cluster'],
  [/^ecs:Submit(AttachmentStateChanges|ContainerStateChange|TaskStateChange)$/, 'cluster'],
  [/^ecs:(Poll|StartTelemetrySession|UpdateContainerInstancesState|PutSystemLogEvents)$/, 'container-instance'],
  [/^ecs:(DescribeTasks|StopTask)$/, 'task'],
  [/^ecs:RunTask$/, 'task-definition'],
];

const kinds = resourceRule({
  id: 'action-meets-its-resource',
  says: 'An action is allowed on the kind of resource that it is about.',
  check: (resource, template) =>
    allowed(resource, template).flatMap(({ actions, resources }) =>
      actions.flatMap((action) => {
        const kind = KINDS.find(([pattern]) => pattern.test(action))?.[1];
        const texts = resources.map(textOf).filter((text) => text.startsWith('arn:'));
        const isMet = kind === undefined || texts.length === 0 || texts.some((text) => text.includes(`:${kind}/`));
        return isMet ? [] : [`allows ${action} on no ${kind}`];
      }),
    ),
});

const tags = resourceRule({
  id: 'run-may-tag-its-task',
  says: 'A role that Step Functions runs tasks with may tag them, since a run hands its tags on.',
  types: ['AWS::IAM::Role'],
  check: (role, template) => {
    const statements = statementsOf(role, template);
    const isOfMachine = statements.some(
      ({ kind, services }) => kind === 'trust' && services.includes('states.amazonaws.com'),
    );
    return unless(
      !isOfMachine || !can(statements, 'ecs:RunTask') || can(statements, 'ecs:TagResource'),
      'runs tasks and may not tag them',
    );
  },
});

const publishes = resourceRule({
  id: 'publisher-may-encrypt',
  says: 'Whoever publishes to a topic of the account may use the key that the topic is encrypted with.',
  types: ['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy'],
  check: (resource, template) => {
    const statements = allowed(resource, template);
    return unless(
      !can(statements, 'sns:Publish') || usesKey(statements, ['kms:Decrypt', /^kms:GenerateDataKey\*?$/]),
      'publishes and may not use the key',
    );
  },
});

const schedules = resourceRule({
  id: 'schedule-may-be-read',
  says: 'The role of an encrypted schedule may decrypt it.',
  types: ['AWS::Scheduler::Schedule'],
  check: (schedule, template) => {
    const isEncrypted = schedule.at('KmsKeyArn').some((key) => key !== undefined);
    const names = schedule.at('Target', 'RoleArn').map(referred);
    const roles = template.ofType('AWS::IAM::Role').filter(({ id }) => names.includes(id));
    const isRead = roles.every((role) => usesKey(allowed(role, template), ['kms:Decrypt']));
    return unless(!isEncrypted || isRead, 'is encrypted for a role that may not decrypt');
  },
});

const sources = resourceRule({
  id: 'source-may-be-decrypted',
  says: 'Whoever reads the CodeCommit repository may use the key that it is encrypted with.',
  types: ['AWS::IAM::Role'],
  check: (role, template) => {
    const statements = allowed(role, template);
    const isReader = can(statements, 'codecommit:GitPull') || can(statements, 'codecommit:UploadArchive');
    return unless(!isReader || usesKey(statements, ['kms:Decrypt']), 'reads the repository and may not decrypt it');
  },
});

const descriptions = resourceRule({
  id: 'key-is-described-without-context',
  says: 'Who describes a key gives no encryption context, so that none is asked for.',
  types: ['AWS::KMS::Key'],
  check: (key, template) =>
    allowed(key, template)
      .filter(({ conditionKeys }) => conditionKeys.some((name) => name.startsWith('kms:encryptioncontext')))
      .filter(({ actions }) => actions.includes('kms:DescribeKey'))
      .map(() => 'allows kms:DescribeKey under an encryption context'),
});

/** What many share, and nobody has the whole of. */
const SHARED = /(\$\{(Artifact|Data)BucketArn\}\/\*|:repository\/\*|:execute-api:.*:\*\/\*\/\*\/\*)$/;
const CHANGES = /^(s3:(Put|Delete)Object|ecr:PutImage|execute-api:Invoke)$/;

const shares = resourceRule({
  id: 'no-whole-of-what-is-shared',
  says: 'Whoever writes to a shared bucket, to the registry or to an API names the part that is meant.',
  types: ['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy'],
  check: (resource, template) =>
    allowed(resource, template)
      .filter(({ conditionKeys }) => !conditionKeys.some((key) => key.startsWith('aws:resourcetag/')))
      .filter(({ actions }) => actions.some((action) => CHANGES.test(action)))
      .flatMap(({ resources }) => resources.map(textOf).filter((text) => SHARED.test(text)))
      .map((text) => `may change all of ${text}`),
});

const listings = resourceRule({
  id: 'shared-bucket-is-listed-in-part',
  says: 'Whoever lists the bucket that applications share sees the names below its own prefix alone.',
  types: ['AWS::IAM::Role', 'AWS::IAM::ManagedPolicy'],
  check: (resource, template) =>
    allowed(resource, template)
      .filter(({ actions, resources }) => {
        return actions.includes('s3:ListBucket') && resources.some((value) => referred(value) === 'DataBucketArn');
      })
      .filter(({ conditionKeys }) => !conditionKeys.includes('s3:prefix'))
      .map(() => 'lists all of the shared bucket'),
});

const pulls = resourceRule({
  id: 'build-pulls-with-its-role',
  says: "A build in an image that may be the account's own pulls it with its role.",
  types: ['AWS::CodeBuild::Project'],
  check: ({ at }) => {
    const isOfAws = always(at('Environment', 'Image'), (image) => textOf(image).startsWith('aws/'));
    return unless(
      isOfAws || at('Environment', 'ImagePullCredentialsType').includes('SERVICE_ROLE'),
      'never pulls with its role',
    );
  },
});

/** Who pulls images for tasks and builds. */
const PULLERS = ['ecs-tasks.amazonaws.com', 'codebuild.amazonaws.com'];

const pullsThrough = resourceRule({
  id: 'puller-may-pull-through',
  says: 'Whoever pulls images for tasks or builds may also be the first to pull a public one through the registry.',
  types: ['AWS::IAM::Role'],
  check: (role, template) => {
    const statements = statementsOf(role, template);
    const isPuller = statements.some(
      ({ kind, services }) => kind === 'trust' && services.some((name) => PULLERS.includes(name)),
    );
    return ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'].map((action) =>
      unless(
        !isPuller || !can(statements, 'ecr:BatchGetImage') || can(statements, action),
        `pulls images without ${action}`,
      ),
    );
  },
});

function allowed(resource: Resource, template: Template): readonly Statement[] {
  return statementsOf(resource, template).filter(({ kind, allows }) => allows && kind !== 'trust');
}

function can(statements: readonly Statement[], action: string): boolean {
  return statements.some(({ allows, actions }) => allows && actions.includes(action));
}

/** Whether the key of the account may be used in all these ways. */
function usesKey(statements: readonly Statement[], ways: readonly (string | RegExp)[]): boolean {
  const actions = statements
    .filter(({ resources }) => resources.some((value) => referred(value) === 'KeyArn'))
    .flatMap((statement) => statement.actions);
  return ways.every((way) => actions.some((action) => (typeof way === 'string' ? action === way : way.test(action))));
}

export const permissionRules: readonly Rule[] = [
  kinds,
  tags,
  publishes,
  schedules,
  sources,
  descriptions,
  shares,
  listings,
  pulls,
  pullsThrough,
];
