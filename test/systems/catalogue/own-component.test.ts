import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { IAMClient, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogueReference } from '../../../scripts/catalogue-reference/catalogue-reference.ts';
import { readTemplateFiles } from '../../../scripts/package/read-template-files.ts';
import { copiedCheckout } from '../../scripts/copied-checkout.ts';
import { checkTemplates } from '../../templates/rules/check-templates.ts';
import { readTemplate, readTemplates, withWiring } from '../../templates/rules/template.ts';
import type { Stage } from '../../workflows/harness.ts';
import { push } from '../../workflows/images.ts';
import { checkInvariants } from '../../workflows/invariants.ts';
import { openStage } from '../../workflows/open-stage.ts';
import { provideBase } from '../../workflows/scenes.ts';

const page = readFileSync('docs/how-to/add-a-component.md', 'utf8');
const template = /```yaml\n(AWSTemplateFormatVersion[\s\S]*?)```/.exec(page)?.[1] ?? '';

let checkout: string;
let stage: Stage;

/** A platform team's own checkout: Plinth as it is, and a folder of templates beside it. */
beforeAll(async () => {
  checkout = copiedCheckout('own');
  mkdirSync(join(checkout, 'our-templates/environment'), { recursive: true });
  writeFileSync(join(checkout, 'our-templates/environment/stream.yaml'), template);
  execFileSync(process.execPath, ['scripts/package.ts'], {
    cwd: checkout,
    env: { ...process.env, PLINTH_TEMPLATES: 'our-templates' },
    stdio: 'pipe',
  });
  stage = await openStage({ checkout });
  await stage.drive(() => provideBase(stage));
});
afterAll(async () => {
  await stage?.stop();
  rmSync(checkout, { recursive: true, force: true });
});

const body = (Shards: unknown) => ({ owner: 'team-a', components: { stream: { Shards } } });

async function stack(StackName: string) {
  const { Stacks = [] } = await new CloudFormationClient(stage.aws).send(new DescribeStacksCommand({ StackName }));
  return Stacks[0];
}

test('a template that is dropped into a folder is in the catalogue, with its parameters', () =>
  stage.drive(async () => {
    const listed = (await stage.send('GET', '/catalogue?limit=100')).body.items as { name: string }[];
    expect(listed.map(({ name }) => name)).toContain('stream');
    const { body: component } = await stage.send('GET', '/catalogue/stream');
    expect(component).toMatchObject({ layer: 'environment', data: true });
    expect(Object.keys(component.parameters.properties)).toEqual(['Shards', 'RetentionHours']);
  }));

test('its parameters are checked by its own words', () =>
  stage.drive(async () => {
    const refused = await stage.send('PUT', '/environments/dev', { body: body(0) });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain('/components/stream/Shards');
    const unknown = { owner: 'team-a', components: { stream: { KeyArn: 'arn:aws:kms:eu-west-1:1:key/1' } } };
    expect((await stage.send('PUT', '/environments/dev', { body: unknown })).body.detail).toMatch(
      /set by the platform/,
    );
  }));

test('it is planned and priced before it is there', () =>
  stage.drive(async () => {
    const planned = await stage.succeed('PUT', '/environments/dev?plan=true', body(3));
    const { stacks } = planned.result as { stacks: { stackKey: string; changes?: { type: string }[] }[] };
    const stream = stacks.find(({ stackKey }) => stackKey === 'stream');
    expect(stream).toMatchObject({ action: 'create', monthlyCost: { before: 0, after: 32.95 } });
    expect(stream?.changes?.map(({ type }) => type)).toContain('AWS::Kinesis::Stream');
  }));

test('it is wired, provisioned, changed, protected, and kept when its environment is retired', () =>
  stage.drive(async () => {
    await stage.succeed('PUT', '/environments/dev', body(1));
    const key = (await stack('plinth--base--keys'))?.Outputs?.find(({ OutputKey }) => OutputKey === 'KeyArn');
    const stream = await stack('plinth--dev--stream');
    expect(stream?.Parameters).toContainEqual({ ParameterKey: 'KeyArn', ParameterValue: key?.OutputValue });
    expect(stream?.EnableTerminationProtection).toBe(true);
    await stage.succeed('PUT', '/environments/dev', body(2));
    expect((await stack('plinth--dev--stream'))?.StackStatus).toBe('UPDATE_COMPLETE');
    await checkInvariants(stage);
  }));

test('an application that uses it gets its variable and its policy', () =>
  stage.drive(async () => {
    const path = '/environments/dev/applications/hello';
    await stage.succeed('PUT', path, { uses: ['stream'], release: { bakeSeconds: 0, smoke: [] } });
    await push(stage, 'hello', { tag: '1' });
    await stage.succeed('POST', `${path}/releases`, { image: 'hello:1' });
    const { taskDefinition } = await new ECSClient(stage.aws).send(
      new DescribeTaskDefinitionCommand({ taskDefinition: 'plinth--dev--hello' }),
    );
    const stream = (await stack('plinth--dev--stream'))?.Outputs ?? [];
    const nameOf = (key: string) => stream.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
    const [container] = taskDefinition?.containerDefinitions ?? [];
    expect(container?.environment).toContainEqual({ name: 'STREAM_NAME', value: nameOf('StreamName') });
    const { AttachedPolicies = [] } = await new IAMClient(stage.aws).send(
      new ListAttachedRolePoliciesCommand({ RoleName: taskDefinition?.taskRoleArn?.split('/').at(-1) }),
    );
    expect(AttachedPolicies.map(({ PolicyArn }) => PolicyArn)).toContain(nameOf('StreamPolicyArn'));
    await stage.succeed('DELETE', path);
    await stage.succeed('DELETE', '/environments/dev');
    expect((await stack('plinth--dev--stream'))?.StackStatus).toBe('UPDATE_COMPLETE');
  }));

test('it keeps our rules and is documented', () => {
  const path = 'templates/environment/stream.yaml';
  const { findings, complaints } = checkTemplates(withWiring([...readTemplates(), readTemplate(path, template)]));
  expect(findings.filter((finding) => finding.path === path)).toEqual([]);
  expect(complaints.filter((complaint) => complaint.startsWith(path))).toEqual([]);
  const reference = catalogueReference([...readTemplateFiles(), { path, text: template }]);
  expect(reference).toContain('### stream');
  expect(reference).toContain('- Shards: $10.95, times Shards');
});
