import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { compilePattern } from '../../src/cloud/kernel/event-pattern.ts';
import { pushImage } from '../cloud/ecs/push-image.ts';
import { untilRollout, type WebStage, webService, webStage, webTaskDefinition } from '../cloud/ecs/web-stage.ts';

interface Service {
  readonly functions: Readonly<Record<string, { readonly events?: readonly { eventBridge?: { pattern?: object } }[] }>>;
}

/** Whether the rule of a function in serverless.yml matches an event, in the installation `plinth`. */
function ruleOf(name: string): (event: object) => boolean {
  const text = readFileSync('serverless.yml', 'utf8').replaceAll(/\$\{param:installation\}/g, 'plinth');
  const { functions } = parse(text, { logLevel: 'silent' }) as Service;
  const matches = compilePattern(JSON.stringify(functions[name]?.events?.[0]?.eventBridge?.pattern));
  return (event) => matches(JSON.parse(JSON.stringify(event)));
}

/** The events of an ECS service whose task definition has this family. */
async function taskEvents(family: string): Promise<WebStage['events']> {
  const stage = await webStage();
  const { reference } = await pushImage(stage.kernel, { repository: 'hello', tag: '1' });
  await stage.call('ecs', 'RegisterTaskDefinition', { ...webTaskDefinition(reference), family });
  await stage.call('ecs', 'CreateService', { ...webService(stage), taskDefinition: family });
  await untilRollout(stage, 'COMPLETED');
  return stage.events.map((event) => ({ ...event, 'detail-type': event.detailType }));
}

test('tasks of this installation invoke the function that wakes a release', async () => {
  const matching = (await taskEvents('plinth--dev--hello')).filter(ruleOf('targetsChanged'));
  expect(matching.map(({ detail }) => detail.lastStatus)).toEqual(['RUNNING', 'RUNNING']);
});

test.each(['hello', 'plinth-two--dev--hello', 'other--dev--plinth--'])(
  'tasks of the family %s, which is not of this installation, invoke no function',
  async (family) => {
    const events = await taskEvents(family);
    expect(events.some(({ detailType }) => detailType === 'ECS Task State Change')).toBe(true);
    expect(events.filter(ruleOf('targetsChanged'))).toEqual([]);
  },
);

test.each([
  ['converge', 'op_01', 'SUCCEEDED', true],
  ['release', 'op_01', 'ABORTED', true],
  ['release', 'op_01', 'RUNNING', false],
  ['change-stack', 'op_01-network', 'SUCCEEDED', false],
  ['watch', 'op_01-bake', 'FAILED', false],
  ['release', 'by-hand', 'SUCCEEDED', false],
])(
  'the end of an execution of %s by the name %s as %s invokes the function that follows ends: %s',
  (machine, name, status, isMatched) => {
    const stateMachineArn = `arn:aws:states:eu-west-1:111122223333:stateMachine:plinth-${machine}`;
    const detail = { stateMachineArn, name, status };
    const event = { source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change', detail };
    expect(ruleOf('executionChanged')(event)).toBe(isMatched);
  },
);

test('every template of a release names its task definition as the rule expects', () => {
  const families = globSync('templates/release/*.yaml').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bFamily: (.*)/g)].map(([, family]) => family),
  );
  expect(families.length).toBeGreaterThan(0);
  expect(families.filter((family) => !family?.match(/^!Sub \$\{Installation\}--/))).toEqual([]);
});
