import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateLoadBalancerCommand,
  DeleteLoadBalancerCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import type { OperationView } from '../../src/cli/operation-view.ts';
import { useUpVpcs } from './faults.ts';
import type { Stage } from './harness.ts';
import { allScopeStates, checkInvariants } from './invariants.ts';
import { provideLive } from './scenes.ts';
import { stageOfFile } from './stage-of-file.ts';

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
  },
  { with: 'base-and-dev' },
);

/** When each stack was last changed, and the state around them. */
async function standing(): Promise<unknown> {
  const { Stacks = [] } = await new CloudFormationClient(stage.aws).send(new DescribeStacksCommand({}));
  return [Stacks.map(({ StackId, LastUpdatedTime }) => [StackId, LastUpdatedTime]), await allScopeStates(stage)];
}

interface PlannedView {
  readonly stackKey: string;
  readonly action: string;
  readonly changes?: readonly { readonly action: string; readonly type: string; readonly replacement: string }[];
}

const stacksOf = (result: unknown) => (result as { stacks: readonly PlannedView[] }).stacks;

test('a plan of something new lists what would be made, and makes nothing', () =>
  stage.drive(async () => {
    const before = await standing();
    const planned = await stage.succeed('PUT', '/environments/planned?plan=true', { owner: 'team-a' });
    expect(planned.result).toMatchObject({ summary: { create: 5, update: 0, delete: 0, replacements: 0 } });
    const keys = stacksOf(planned.result).map(({ stackKey }) => stackKey);
    expect(keys.toSorted()).toEqual(['cluster', 'egress', 'load-balancer', 'load-balancer-alarms', 'network']);
    const network = stacksOf(planned.result).find(({ stackKey }) => stackKey === 'network');
    expect(network?.changes?.filter(({ type }) => type === 'AWS::EC2::VPC')).toMatchObject([{ action: 'Add' }]);
    expect(await standing()).toEqual(before);
    expect((await stage.send('GET', '/environments/planned')).status).toBe(404);
    await checkInvariants(stage);
  }));

test('a plan of a change lists what would be replaced, and of a retirement what would go; both change nothing', () =>
  stage.drive(async () => {
    const named = (DhcpDomain: string) => ({ owner: 'team-a', components: { network: { DhcpDomain } } });
    await stage.succeed('PUT', '/environments/dev', named('one.example.com'));
    const before = await standing();
    const changed = await stage.succeed('PUT', '/environments/dev?plan=true', named('two.example.com'));
    const network = stacksOf(changed.result).find(({ stackKey }) => stackKey === 'network');
    expect(network?.action).toBe('update');
    const replaced = network?.changes?.filter(({ replacement }) => replacement === 'True') ?? [];
    expect(replaced.map(({ type }) => type)).toContain('AWS::EC2::DHCPOptions');
    const retired = await stage.succeed('DELETE', '/environments/dev?plan=true');
    expect(retired.result).toMatchObject({ summary: { create: 0, update: 0, delete: 5 } });
    expect(await standing()).toEqual(before);
    await checkInvariants(stage);
  }));

test('a plan lists what follows in other stacks, of new ones and of standing ones', () =>
  stage.drive(async () => {
    const changesOf = async (path: string, body: object) => {
      const { result } = await stage.succeed('PUT', `/environments/${path}?plan=true`, body);
      const views = stacksOf(result).map(({ stackKey, changes = [] }) => [stackKey, changes] as const);
      return { summary: (result as { summary: object }).summary, ...Object.fromEntries(views) };
    };
    const change = (action: string, logicalId: string) => expect.objectContaining({ action, logicalId });
    const zones = (Zones: number) => ({
      owner: 'team-a',
      components: { network: { Zones }, egress: { Kind: 'gateway' } },
    });
    const made = await changesOf('planned', zones(2));
    expect(made).toMatchObject({ egress: expect.arrayContaining([change('Add', 'RouteTwo')]) });
    expect(made).not.toMatchObject({ egress: expect.arrayContaining([change('Add', 'RouteThree')]) });
    await stage.succeed('PUT', '/environments/dev', zones(2));
    const wider = await changesOf('dev', zones(3));
    expect(wider).toMatchObject({ egress: [change('Add', 'RouteThree')], cluster: [] });
    expect(wider.summary).toMatchObject({ update: 2, unchanged: 0, undecided: 3 });
    await stage.succeed('PUT', '/environments/dev', { owner: 'team-a' });
  }));

test('asked for again, nothing changes: the plan is empty, no stack is updated, the version stays', () =>
  stage.drive(async () => {
    const body = { owner: 'team-a' };
    await stage.succeed('PUT', '/environments/dev', body);
    const [etag, before] = [(await stage.send('GET', '/environments/dev')).headers.get('etag'), await standing()];
    const again = await stage.succeed('PUT', '/environments/dev', body);
    expect(again.steps.map(({ status, action }) => [status, action])).toEqual(Array(5).fill(['skipped', 'keep']));
    expect((await stage.send('GET', '/environments/dev')).headers.get('etag')).toBe(etag);
    const [stacks] = (await standing()) as [unknown];
    expect(stacks).toEqual((before as [unknown])[0]);
    const planned = await stage.succeed('PUT', '/environments/dev?plan=true', body);
    expect(planned.result).toMatchObject({ summary: { create: 0, update: 0, delete: 0, keep: 5 } });
    await checkInvariants(stage);
  }));

test('an environment that the quota of VPCs leaves no room for is refused before anything starts, with what to request', () =>
  stage.drive(async () => {
    const mend = await useUpVpcs(stage);
    const { status, body } = await stage.send('PUT', '/environments/full', { body: { owner: 'team-a' } });
    expect([status, body.code]).toEqual([409, 'QuotaExceeded']);
    expect(body.detail).toMatch(/may have 5 VPCs in eu-west-1: 5 exist, and 1 more would be needed/);
    expect(body.nextSteps).toEqual([expect.stringMatching(/request-service-quota-increase .*--quota-code L-F678F1CE/)]);
    expect((await stage.send('GET', '/environments/full')).status).toBe(404);
    await mend();
    await checkInvariants(stage);
  }));

test('a quota that is used up meanwhile is named as the first cause, and asking again resumes when there is room', () =>
  stage.drive(async () => {
    const { id } = await stage.accept('PUT', '/environments/full', { owner: 'team-a' });
    while ((await stage.state.readDocument(id, 'plan')) === undefined) await stage.sleep(0.05);
    const mend = await useUpVpcs(stage);
    const failed = await stage.ended(id);
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'StackFailed' } });
    expect(failed.error?.message).toContain('`network`');
    expect(failed.error?.cause).toMatch(/maximum number of VPCs/i);
    expect(failed.error?.nextSteps?.[0]).toMatch(/quota/);
    expect(failed.steps.map(({ status }) => status)).toEqual(Array(5).fill('failed'));
    const { steps } = (await stage.send('GET', `/operations/${failed.id}?resources=true`)).body as OperationView;
    const shown = steps.flatMap(({ name, resources = [] }) => resources.map((resource) => ({ name, ...resource })));
    const reason = expect.stringMatching(/maximum number of VPCs/i);
    expect(shown).toContainEqual(expect.objectContaining({ name: 'network', logicalId: 'Vpc', reason }));
    await checkInvariants(stage);
    await mend();
    await stage.succeed('PUT', '/environments/full', { owner: 'team-a' });
    await checkInvariants(stage);
    await stage.succeed('DELETE', '/environments/full');
  }));

test('a name taken in the middle is named, what finished stays, and asking again resumes', () =>
  stage.drive(async () => {
    const balancers = new ElasticLoadBalancingV2Client(stage.aws);
    const { Subnets = [] } = await new EC2Client(stage.aws).send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'default-for-az', Values: ['true'] }] }),
    );
    const { LoadBalancers = [] } = await balancers.send(
      new CreateLoadBalancerCommand({ Name: 'plinth-taken', Subnets: Subnets.map(({ SubnetId }) => SubnetId ?? '') }),
    );
    const failed = await stage.run('PUT', '/environments/taken', { owner: 'team-a' });
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'StackFailed' } });
    expect(failed.error?.message).toContain('`load-balancer`');
    expect(`${failed.error?.cause}`).toMatch(/plinth-taken|already exists|same name/);
    const finished = failed.steps.filter(({ status }) => status === 'succeeded').map(({ name }) => name);
    expect(finished.toSorted()).toEqual(['cluster', 'egress', 'network']);
    await checkInvariants(stage);
    await balancers.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn }));
    const resumed = await stage.succeed('PUT', '/environments/taken', { owner: 'team-a' });
    const kept = resumed.steps.filter(({ action }) => action === 'keep').map(({ name }) => name);
    expect(kept.toSorted()).toEqual(['cluster', 'egress', 'network']);
    await checkInvariants(stage);
    await stage.succeed('DELETE', '/environments/taken');
  }));

test("somebody else's stack under one of our names is left alone", () =>
  stage.drive(async () => {
    const cloudFormation = new CloudFormationClient(stage.aws);
    const StackName = 'plinth--foreign--cluster';
    const TemplateBody = JSON.stringify({
      Resources: { Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' } },
    });
    const { StackId } = await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody }));
    await stage.sleep(60);
    const failed = await stage.run('PUT', '/environments/foreign', { owner: 'team-a' });
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'ReviewRefused' } });
    expect(failed.error?.message).toContain(StackName);
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    expect(Stacks).toMatchObject([{ StackId, StackStatus: 'CREATE_COMPLETE' }]);
    await cloudFormation.send(new DeleteStackCommand({ StackName }));
    await stage.sleep(60);
    await stage.succeed('PUT', '/environments/foreign', { owner: 'team-a' });
    await checkInvariants(stage);
    await stage.succeed('DELETE', '/environments/foreign');
  }));

test('a plan of a release changes nothing', () =>
  stage.drive(async () => {
    const hello = await provideLive(stage, 'environments/dev/applications/hello');
    const before = await standing();
    const planned = await stage.succeed('POST', `/${hello}/releases?plan=true`, { image: 'hello:2' });
    expect(planned).toMatchObject({ planOnly: true, result: { release: 2 } });
    expect(await standing()).toEqual(before);
    expect((await stage.send('GET', `/${hello}/releases`)).body.items).toHaveLength(1);
    await checkInvariants(stage);
  }));
