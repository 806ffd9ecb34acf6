import * as s3Schemas from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { ResourceContext } from '../../../src/cloud/kernel/service.ts';
import { sfnResourceTypes } from '../../../src/cloud/services/sfn/index.ts';
import { create, jsonata, jsonPath, outline, place, type SfnKernel, sfnKernel } from './sfn-kernel.ts';

const pass = jsonata({ Only: { Type: 'Pass', End: true } });

describe('definitions', () => {
  it.each<[string, object, RegExp]>([
    ['no states', { StartAt: 'A' }, /These fields are required: \[States\] at \//],
    ['a target that is not there', jsonata({ A: { Type: 'Pass', Next: 'B' } }), /Missing .* target: B/],
    [
      'a state that nothing leads to',
      jsonata({ A: { Type: 'Pass', End: true }, B: { Type: 'Pass', End: true } }),
      /State B is not reachable/,
    ],
    [
      'an expression that cannot be parsed',
      jsonata({ A: { Type: 'Pass', Output: '{% 1 + %}', End: true } }),
      /cannot be parsed: .* at \/States\/A\/Output/,
    ],
    [
      'a JSONPath field in JSONata',
      jsonata({ A: { Type: 'Pass', OutputPath: '$', End: true } }),
      /"OutputPath" is not supported when QueryLanguage is JSONata at \/States\/A\/OutputPath/,
    ],
    [
      'States.ALL that is not last',
      jsonata({
        A: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['X'] }],
          End: true,
        },
      }),
      /States\.ALL must stand alone, in the last entry at \/States\/A\/Retry\[0\]/,
    ],
    [
      'a variable called states',
      jsonata({ A: { Type: 'Pass', Assign: { states: 1 }, End: true } }),
      /"states" is reserved/,
    ],
    [
      'variables that are no object',
      jsonata({ A: { Type: 'Pass', Assign: 'x', End: true } }),
      /Assign must be an object/,
    ],
    ['a Wait without a time', jsonata({ A: { Type: 'Wait', End: true } }), /Wait|WAIT/],
  ])('with %s are refused', async (_what, definition, reason) => {
    const refused = create(sfnKernel().kernel, definition);
    await expect(refused).rejects.toMatchObject({ code: 'InvalidDefinition', message: expect.stringMatching(reason) });
  });

  it('may hold expressions wherever AWS takes them', async () => {
    const definition = jsonata({
      A: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: '{% $states.input %}',
        TimeoutSeconds: '{% 5 %}',
        HeartbeatSeconds: '{% 3 %}',
        Output: ['{% 1 %}'],
        Catch: [{ ErrorEquals: ['States.ALL'], Output: 'plain', Next: 'B' }],
        Next: 'B',
      },
      B: { Type: 'Fail', Error: '{% "x" %}', Cause: 'y' },
    });
    await expect(create(sfnKernel().kernel, definition)).resolves.toContain(':stateMachine:');
  });

  it('are checked without creating anything by ValidateStateMachineDefinition', async () => {
    const { call } = sfnKernel();
    const good = await call('ValidateStateMachineDefinition', { definition: JSON.stringify(pass) });
    expect(good).toEqual({ result: 'OK', diagnostics: [], truncated: false });
    const bad = await call('ValidateStateMachineDefinition', { definition: '{}' });
    expect(bad).toMatchObject({
      result: 'FAIL',
      diagnostics: [{ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', location: '/' }],
    });
  });

  it('of EXPRESS machines neither wait for jobs nor for tokens', async () => {
    const definition = jsonata({
      A: { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2', End: true },
    });
    const refused = create(sfnKernel().kernel, definition, { type: 'EXPRESS' });
    await expect(refused).rejects.toMatchObject({ code: 'InvalidDefinition' });
  });
});

describe('state machines', () => {
  it('are created again by the same request, and refused by another under the same name', async () => {
    const { kernel } = sfnKernel();
    const arn = await create(kernel, pass, { name: 'converge' });
    expect(await create(kernel, pass, { name: 'converge' })).toBe(arn);
    const other = create(kernel, jsonata({ Other: { Type: 'Succeed' } }), { name: 'converge' });
    await expect(other).rejects.toMatchObject({ code: 'StateMachineAlreadyExists' });
    await expect(create(kernel, pass, { name: 'a/b' })).rejects.toMatchObject({ code: 'InvalidName' });
  });

  it('get a revision with each update, and versions that stay', async () => {
    const kernel = sfnKernel();
    const stateMachineArn = await create(kernel.kernel, pass);
    const { stateMachineVersionArn } = await kernel.call('PublishStateMachineVersion', { stateMachineArn });
    expect(stateMachineVersionArn).toBe(`${stateMachineArn}:1`);
    const definition = JSON.stringify(jsonata({ New: { Type: 'Succeed' } }));
    const { revisionId } = await kernel.call('UpdateStateMachine', { stateMachineArn, definition });
    expect(await kernel.call('DescribeStateMachine', { stateMachineArn })).toMatchObject({ definition, revisionId });
    const version = await kernel.call('DescribeStateMachine', { stateMachineArn: stateMachineVersionArn as string });
    expect(version).toMatchObject({ definition: JSON.stringify(pass) });
    await expect(kernel.call('UpdateStateMachine', { stateMachineArn })).rejects.toMatchObject({
      code: 'MissingRequiredParameter',
    });
  });

  it('abort their executions when they are deleted, and may be deleted twice', async () => {
    const kernel = sfnKernel();
    const executionArn = await kernel.start(jsonata({ Wait: { Type: 'Wait', Seconds: 100, End: true } }));
    const { stateMachineArn } = await kernel.call('DescribeExecution', { executionArn });
    await kernel.call('DeleteStateMachine', { stateMachineArn });
    expect((await kernel.finish(executionArn)).status).toBe('ABORTED');
    await expect(kernel.call('DeleteStateMachine', { stateMachineArn })).resolves.toEqual({});
    await expect(kernel.call('DescribeStateMachine', { stateMachineArn })).rejects.toMatchObject({
      code: 'StateMachineDoesNotExist',
    });
  });

  it('carry tags', async () => {
    const { kernel, call } = sfnKernel();
    const resourceArn = await create(kernel, pass, { tags: [{ key: 'a', value: '1' }] });
    await call('TagResource', { resourceArn, tags: [{ key: 'b', value: '2' }] });
    await call('UntagResource', { resourceArn, tagKeys: ['a'] });
    expect(await call('ListTagsForResource', { resourceArn })).toEqual({ tags: [{ key: 'b', value: '2' }] });
  });
});

describe('activities', () => {
  it('hand their tasks to workers, whoever comes first', async () => {
    const kernel = sfnKernel();
    const { activityArn } = await kernel.call<{ activityArn: string }>('CreateActivity', { name: 'by-hand' });
    const early = kernel.kernel.invoke<{ taskToken: string }>(
      'states',
      'GetActivityTask',
      { activityArn, workerName: 'w' },
      place,
    );
    const executionArn = await kernel.start(jsonPath({ Do: { Type: 'Task', Resource: activityArn, End: true } }), {
      a: 1,
    });
    const task = await kernel.kernel.clock.drive(early);
    expect(task).toMatchObject({ input: '{"a":1}' });
    await kernel.call('SendTaskSuccess', { taskToken: task.taskToken, output: '"done"' });
    const { history, parsed } = await kernel.finish(executionArn);
    expect(parsed).toBe('done');
    expect(outline(history).slice(2, 5)).toEqual([
      '3<2 ActivityScheduled',
      '4<3 ActivityStarted',
      '5<4 ActivitySucceeded',
    ]);
    expect(history[3]?.activityStartedEventDetails).toEqual({ workerName: 'w' });
    expect(await kernel.call('GetActivityTask', { activityArn })).toEqual({});
  });
});

describe('AWS::StepFunctions::StateMachine', () => {
  const type = sfnResourceTypes.find(({ typeName }) => typeName === 'AWS::StepFunctions::StateMachine')!;
  const contextOf = ({ kernel }: SfnKernel): ResourceContext => ({
    ...place,
    kernel,
    requestId: 'r',
    principalArn: 'arn:aws:iam::111122223333:root',
    typeName: type.typeName,
    logicalId: 'Machine',
    stackId: 'stack',
    stackName: 'plinth',
    physicalName: () => 'plinth-Machine-ABC',
    tags: { 'aws:cloudformation:stack-name': 'plinth' },
    signal: new AbortController().signal,
    announce: () => {},
  });
  const RoleArn = 'arn:aws:iam::111122223333:role/states';

  it('fills the substitutions into the definition, and is updated in place', async () => {
    const kernel = sfnKernel();
    const context = contextOf(kernel);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of CloudFormation's.
    const text = JSON.stringify(jsonata({ Do: { Type: 'Task', Resource: '${PlanFunction}', End: true } }));
    const DefinitionSubstitutions = { PlanFunction: 'arn:aws:lambda:eu-west-1:111122223333:function:plan' };
    const made = await type.create({ RoleArn, DefinitionString: text, DefinitionSubstitutions }, context);
    expect(made.attributes).toEqual({
      Arn: made.physicalId,
      Name: 'plinth-Machine-ABC',
      StateMachineRevisionId: 'INITIAL',
    });
    const described = await kernel.call<{ definition: string }>('DescribeStateMachine', {
      stateMachineArn: made.physicalId,
    });
    expect(JSON.parse(described.definition).States.Do.Resource).toBe(DefinitionSubstitutions.PlanFunction);
    const updated = await type.update!(
      made,
      { RoleArn, Definition: pass, LoggingConfiguration: { Level: 'ALL' } },
      {},
      context,
    );
    expect(updated.physicalId).toBe(made.physicalId);
    expect(updated.attributes?.StateMachineRevisionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await kernel.call('DescribeStateMachine', { stateMachineArn: made.physicalId })).toMatchObject({
      definition: JSON.stringify(pass),
      loggingConfiguration: { level: 'ALL', includeExecutionData: false },
    });
    await type.delete(made, {}, context);
    expect(await kernel.call('ListStateMachines', {})).toMatchObject({ stateMachines: [] });
  });

  it('reads a definition from S3, JSON or YAML', async () => {
    const yaml = 'QueryLanguage: JSONata\nStartAt: A\nStates:\n  A: {Type: Pass, Output: {n: "{% 1 %}"}, End: true}\n';
    const s3 = {
      signingName: 's3',
      schemas: s3Schemas,
      operations: { GetObject: () => ({ Body: Buffer.from(yaml) }) },
    };
    const kernel = sfnKernel({ services: [s3] });
    const DefinitionS3Location = { Bucket: 'b', Key: 'machine.asl.yaml' };
    const { physicalId } = await type.create({ RoleArn, DefinitionS3Location }, contextOf(kernel));
    const started = await kernel.call<{ executionArn: string }>('StartExecution', { stateMachineArn: physicalId });
    expect((await kernel.finish(started.executionArn)).parsed).toEqual({ n: 1 });
  });

  it('passes InvalidDefinition on as the reason of its failure', async () => {
    const failed = type.create({ RoleArn, DefinitionString: '{}' }, contextOf(sfnKernel()));
    await expect(failed).rejects.toMatchObject({ code: 'InvalidDefinition' });
  });
});
