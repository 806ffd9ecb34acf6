import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseTemplate } from '../../src/core/catalogue/parse-template.ts';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | { readonly 'Fn::Sub'?: string };
  readonly Condition?: Readonly<Record<string, unknown>>;
}

interface Account {
  readonly Parameters?: Readonly<Record<string, { readonly AllowedPattern?: string }>>;
  readonly Resources: {
    readonly StacksRole: {
      readonly Properties: {
        readonly AssumeRolePolicyDocument: { readonly Statement: readonly Statement[] };
        readonly Policies: readonly { PolicyDocument: { Statement: readonly Statement[] } }[];
      };
    };
    readonly Boundary: {
      readonly Properties: { readonly PolicyDocument: { readonly Statement: readonly Statement[] } };
    };
  };
}

interface Document {
  readonly Statement: readonly Statement[];
}

interface Resource {
  readonly Properties: {
    readonly ManagedPolicyArns?: readonly { readonly Ref: string }[];
    readonly Policies?: readonly { readonly PolicyDocument: Document }[];
    readonly PolicyDocument?: Document;
  };
}

const read = (path: string) => parseTemplate(readFileSync(path, 'utf8')) as unknown as Account;

it.each(['infra/roles.yml', 'infra/target-account.yml'])(
  'stacks may make and see the roles of services (%s)',
  (path) => {
    const [policy] = read(path).Resources.StacksRole.Properties.Policies;
    const ofServices = policy?.PolicyDocument.Statement.filter(({ Resource }) => {
      return typeof Resource === 'object' && Resource['Fn::Sub']?.endsWith(':role/aws-service-role/*');
    });
    const actions = ofServices?.flatMap(({ Action }) => Action);
    expect(actions?.toSorted()).toEqual(['iam:CreateServiceLinkedRole', 'iam:GetRole', 'iam:PassRole']);
  },
);

it.each(['infra/roles.yml', 'infra/target-account.yml'])(
  'CloudFormation takes the role of stacks even where it names no source (%s)',
  (path) => {
    const { AssumeRolePolicyDocument: trust } = read(path).Resources.StacksRole.Properties;
    expect(trust.Statement.map(({ Condition }) => Object.keys(Condition ?? {}))).toEqual([['StringEqualsIfExists']]);
  },
);

it.each(['infra/roles.yml', 'infra/target-account.yml'])(
  'no role of the catalogue changes a stack, which would act as whatever role it has (%s)',
  (path) => {
    const { Statement } = read(path).Resources.Boundary.Properties.PolicyDocument;
    const denied = Statement.filter(({ Effect, Resource }) => Effect === 'Deny' && Resource === '*');
    const patterns = denied
      .flatMap(({ Action }) => Action)
      .map((action) => new RegExp(`^${action.replace('*', '.*')}$`));
    const changes = [
      'CreateStack',
      'UpdateStack',
      'CreateChangeSet',
      'ExecuteChangeSet',
      'DeleteStack',
      'CreateStackInstances',
    ];
    const allowed = changes.filter((name) => !patterns.some((pattern) => pattern.test(`cloudformation:${name}`)));
    expect(allowed).toEqual([]);
  },
);

it.each(['infra/roles.yml', 'infra/target-account.yml'])(
  'a stack is changed only as the role of stacks (%s)',
  (path) => {
    const changes = statementsIn(read(path)).filter(({ Effect, Action, Resource }) => {
      const isOfStack = JSON.stringify(Resource ?? '').includes(':stack/');
      return Effect === 'Allow' && isOfStack && JSON.stringify(Action).includes('cloudformation:CreateStack');
    });
    expect(changes.map(({ Condition }) => Condition)).toEqual([
      { ArnEquals: { 'cloudformation:RoleArn': { 'Fn::GetAtt': ['StacksRole', 'Arn'] } } },
    ]);
  },
);

it.each(['infra/roles.yml', 'infra/target-account.yml', 'infra/service-catalog-on.yml'])(
  'nobody but stacks and their roles may do all that a service can (%s)',
  (path) => {
    const { StacksRole: _stacks, Boundary: _boundary, ...others } = read(path).Resources as Record<string, unknown>;
    const actions = statementsIn(others).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.endsWith(':*'))).toEqual([]);
  },
);

it.each(['infra/roles.yml', 'infra/target-account.yml'])(
  'what Plinth runs in a cluster of any name is watched, and what bears its tag alone is stopped (%s)',
  (path) => {
    const inAny = (action: string) =>
      statementsIn(read(path)).filter(({ Action, Resource }) => {
        return [Action].flat().includes(action) && JSON.stringify(Resource).includes(':task/*');
      });
    expect([...new Set(inAny('ecs:DescribeTasks').map(({ Condition }) => Condition))]).toEqual([undefined]);
    expect(JSON.stringify(inAny('ecs:StopTask').map(({ Condition }) => Condition))).toContain('plinth:installation');
  },
);

it('the name of an installation leaves room for that of an environment in the name of a load balancer', () => {
  const { AllowedPattern = '' } = read('infra/target-account.yml').Parameters?.Installation ?? {};
  const admitted = ['plinth', 'a', 'elevenchars', 'twelve-chars', 'two--hyphens', 'ends-', 'Plinth', '1st'].filter(
    (name) => new RegExp(AllowedPattern).test(name),
  );
  expect(admitted).toEqual(['plinth', 'a', 'elevenchars']);
});

it.each(['TriggerRole', 'StepRole'])('a role that may end an operation may answer Service Catalog (%s)', (name) => {
  const roles = parseTemplate(readFileSync('infra/roles.yml', 'utf8')).Resources as Readonly<Record<string, Resource>>;
  const { ManagedPolicyArns = [], Policies = [] } = roles[name]?.Properties ?? {};
  const managed = ManagedPolicyArns.map(({ Ref }) => roles[Ref]?.Properties.PolicyDocument);
  const documents = [...managed, ...Policies.map(({ PolicyDocument }) => PolicyDocument)];
  const actions = documents.flatMap((document) => document?.Statement ?? []).flatMap(({ Action }) => Action);
  expect(actions.filter((action) => action.startsWith('servicecatalog:'))).toEqual([
    'servicecatalog:NotifyProvisionProductEngineWorkflowResult',
    'servicecatalog:NotifyTerminateProvisionedProductEngineWorkflowResult',
    'servicecatalog:NotifyUpdateProvisionedProductEngineWorkflowResult',
  ]);
});

/** Every statement of every policy below a value. */
function statementsIn(value: unknown): readonly Statement[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'Effect' in value && 'Action' in value ? [value as Statement] : [];
  return [...own, ...Object.values(value).flatMap(statementsIn)];
}
