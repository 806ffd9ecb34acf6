import { describe, expect, it } from 'vitest';
import { plannedNames } from '../../../src/core/converge/planned-names.ts';
import type { NameHolder, Names, Target } from '../../../src/core/ports/index.ts';
import { fakePorts } from '../../fakes/index.ts';
import { recordedStacks } from '../../fakes/recorded-stacks.ts';
import { catalogueOf, smallSketches } from '../templates.ts';
import { installation } from './installation.ts';

const cart = 'environments/dev/applications/cart';
const body = { route: { path: '/cart/*' } };

const repository = {
  Type: 'AWS::ECR::Repository',
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Metadata: { 'plinth:description': 'A repository' },
  Properties: { RepositoryName: { Ref: 'Application' } },
};
const catalogue = catalogueOf({
  ...smallSketches,
  repository: { ...smallSketches.repository, resources: { Repository: repository } },
});

/** An installation in an account that has these repositories, by the resources of the stacks that are there. */
function inAccount(has: Readonly<Record<string, NameHolder['tags']>>, stacks: Readonly<Record<string, string>> = {}) {
  const names: Names = {
    holder: async (_, type, name) => {
      const tags = type === 'AWS::ECR::Repository' ? has[name] : undefined;
      return tags && { arn: `arn:aws:ecr:eu-west-1:111122223333:repository/${name}`, physicalId: name, tags };
    },
  };
  const ports = {
    describe: async (target: Target, name: string) =>
      name.startsWith('arn:')
        ? recordedStacks.describe(target, name)
        : name in stacks
          ? { stackId: name, status: 'CREATE_COMPLETE', tags: {}, outputs: {}, parameters: {} }
          : undefined,
    resources: async (_: unknown, name: string) => [
      { logicalId: 'Repository', type: 'AWS::ECR::Repository', physicalId: stacks[name] },
    ],
  };
  return installation(fakePorts({ catalogue, names, stacks: ports as never }));
}

async function withEnvironment(plinth: ReturnType<typeof inAccount>) {
  await plinth.put('base');
  await plinth.put('environments/dev');
  return plinth;
}

describe('a name that something else in the account has', () => {
  it.each([
    ['a stack of others', { 'aws:cloudformation:stack-name': 'old-shop' }, 'stack old-shop'],
    ['a person', { owner: 'team-b' }, 'team-b'],
    ['nobody', {}, 'no stack (arn:aws:ecr:eu-west-1:111122223333:repository/cart)'],
  ])('is refused with its owner, before anything starts: %s', async (_, tags, owner) => {
    const plinth = await withEnvironment(inAccount({ cart: tags }));
    for (const planOnly of [true, false]) {
      await expect(plinth.put(cart, body, { planOnly })).rejects.toMatchObject({
        code: 'NameTaken',
        message: expect.stringContaining(
          `ECR repository 'cart' exists already and belongs to ${owner}; to use it as it is`,
        ),
        extra: { owner },
      });
    }
    expect(await plinth.ports.state.readScopeState(cart)).toBeUndefined();
    expect((await plinth.put('environments/dev/applications/shop')).operation.status).toBe('succeeded');
  });

  it('is used as it is by consent', async () => {
    const plinth = await withEnvironment(inAccount({ cart: {} }));
    const { trace } = await plinth.put(cart, { ...body, repository: { existing: 'cart' } });
    expect(trace).toEqual(['+service']);
    const absent = plinth.put(cart, { ...body, repository: { existing: 'team/cart' } });
    await expect(absent).rejects.toMatchObject({ fields: [{ pointer: '/repository/existing' }] });
  });

  it("is ours where it is in the stack's own resources, which an operation left unrecorded", async () => {
    const stacks = { 'plinth--base--cart--repository': 'cart' };
    const plinth = await withEnvironment(inAccount({ cart: {} }, stacks));
    expect((await plinth.put(cart, body)).trace).toContain('+repository-cart');
  });
});

/** As a template writes `${Name}`. */
const ref = (name: string) => ['$', '{', name, '}'].join('');

describe('the names that a new stack takes', () => {
  const parameters = { Installation: { value: 'plinth' }, Environment: { value: 'dev' }, Zone: { value: 'none' } };
  const cluster = (ClusterName: unknown) => ({ Type: 'AWS::ECS::Cluster', Properties: { ClusterName } });
  const named = (resources: object, conditions: object = {}) =>
    plannedNames(JSON.stringify({ Conditions: conditions, Resources: resources }), parameters);

  it.each([
    ['written out', cluster('main'), ['main']],
    ['put together', cluster({ 'Fn::Sub': `${ref('Installation')}-${ref('Environment')}` }), ['plinth-dev']],
    ['not known yet', cluster({ 'Fn::Sub': `${ref('Installation')}-${ref('Other')}` }), []],
    ['made by CloudFormation', { Type: 'AWS::ECS::Cluster' }, []],
    ['left out by a condition', { ...cluster('main'), Condition: 'HasZone' }, []],
    ['perhaps left out by a condition', { ...cluster('main'), Condition: 'IsHere' }, []],
    ['of a private zone', { Type: 'AWS::Route53::HostedZone', Properties: { Name: 'a.internal', VPCs: [] } }, []],
    ['of a type that has none', { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'main' } }, []],
  ])('are found: %s', (_, resource, names) => {
    const IsHere = { 'Fn::Equals': [{ Ref: 'AWS::AccountId' }, '111122223333'] };
    const conditions = { IsHere, HasZone: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Zone' }, 'none'] }] } };
    expect(named({ Thing: resource }, conditions).map(({ name }) => name)).toEqual(names);
  });
});
