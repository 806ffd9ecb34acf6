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

it('the name of an installation leaves room for that of an environment in the name of a load balancer', () => {
  const { AllowedPattern = '' } = read('infra/target-account.yml').Parameters?.Installation ?? {};
  const admitted = ['plinth', 'a', 'elevenchars', 'twelve-chars', 'two--hyphens', 'ends-', 'Plinth', '1st'].filter(
    (name) => new RegExp(AllowedPattern).test(name),
  );
  expect(admitted).toEqual(['plinth', 'a', 'elevenchars']);
});
