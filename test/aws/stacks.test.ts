import {
  CloudFormationClient,
  CloudFormationServiceException,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { stacks } from '../../src/aws/stacks.ts';
import { stubSettings } from './stubbed-settings.ts';

const cloudFormation = mockClient(CloudFormationClient);
const target = { account: '111122223333', region: 'eu-west-1' };
const name = 'plinth--dev--network';
const change = {
  stackName: name,
  templateBody: '{}',
  parameters: { Cidr: '10.0.0.0/16' },
  tags: { 'plinth:scope': 'environments/dev' },
  clientRequestToken: 'token',
};

stubSettings();
beforeEach(() => {
  cloudFormation.reset();
});

afterAll(() => {
  cloudFormation.restore();
});

describe('a stack', () => {
  test('that does not exist is absent, not an error', async () => {
    cloudFormation
      .on(DescribeStacksCommand)
      .rejects(failure('ValidationError', `Stack with id ${name} does not exist`));
    expect(await stacks.describe(target, name)).toBeUndefined();
  });

  test('keeps any other validation error an error', async () => {
    cloudFormation.on(DescribeStacksCommand).rejects(failure('ValidationError', 'Rate exceeded'));
    await expect(stacks.describe(target, name)).rejects.toMatchObject({ message: 'Rate exceeded' });
  });

  test('goes on being an error when AWS throttles', async () => {
    cloudFormation.on(DescribeStacksCommand).rejects(failure('Throttling', 'Rate exceeded'));
    await expect(stacks.describe(target, name)).rejects.toMatchObject({ name: 'Throttling' });
  });

  test('that is gone already needs no deletion', async () => {
    cloudFormation.on(DeleteStackCommand).rejects(failure('ValidationError', `Stack [${name}] does not exist`));
    await stacks.delete(target, name, 'token');
  });

  test("that a rule of its template refuses says so in the template's words, as an error of the caller", async () => {
    const words = 'A domain needs a parent.';
    const templateBody = JSON.stringify({ Rules: { HasParent: { Assertions: [{ AssertDescription: words }] } } });
    const refusal = failure('ValidationError', `Template failed validation for following rules: HasParent: ${words}`);
    cloudFormation.on(CreateStackCommand).rejects(refusal).on(CreateChangeSetCommand).rejects(refusal);
    const expected = { name: 'InvalidParameter', source: 'caller', message: `\`${name}\`: ${words}` };
    await expect(stacks.create(target, { ...change, templateBody })).rejects.toMatchObject(expected);
    const changeSet = stacks.createChangeSet(target, { ...change, templateBody }, 'UPDATE', 'one');
    await expect(changeSet).rejects.toMatchObject(expected);
  });

  test('is created by its role and token', async () => {
    cloudFormation.on(CreateStackCommand).resolves({ StackId: 'arn:stack' });
    expect(await stacks.create(target, change)).toBe('arn:stack');
    expect(cloudFormation.commandCalls(CreateStackCommand)[0]?.args[0].input).toMatchObject({
      ClientRequestToken: 'token',
      RoleARN: 'arn:aws:iam::111122223333:role/plinth-stacks',
      TemplateBody: '{}',
      // Else a creation that failed would leave what its template keeps, and its names would be taken.
      RetainExceptOnCreate: true,
    });
  });

  test('is created in Express mode where that is asked for, and rolled back all the same', async () => {
    cloudFormation.on(CreateStackCommand).resolves({ StackId: 'arn:stack' });
    await stacks.create(target, { ...change, mode: 'express' });
    await stacks.create(target, change);
    const [express, standard] = cloudFormation.commandCalls(CreateStackCommand).map(({ args }) => args[0].input);
    expect(express?.DeploymentConfig).toEqual({ Mode: 'EXPRESS', DisableRollback: false });
    expect(standard).not.toHaveProperty('DeploymentConfig');
  });

  test('that turns up while it is being created is looked at again', async () => {
    cloudFormation.on(CreateStackCommand).rejects(failure('AlreadyExistsException', `Stack [${name}] already exists`));
    await expect(stacks.create(target, change)).rejects.toMatchObject({ name: 'NotYet' });
  });

  test('is deleted by its role and token, keeping what is named', async () => {
    cloudFormation.on(DeleteStackCommand).resolves({});
    await stacks.delete(target, name, 'token', ['Bucket']);
    expect(cloudFormation.commandCalls(DeleteStackCommand)[0]?.args[0].input).toEqual({
      StackName: name,
      ClientRequestToken: 'token',
      RoleARN: 'arn:aws:iam::111122223333:role/plinth-stacks',
      RetainResources: ['Bucket'],
    });
  });

  test('reads as many pages of events as are asked for, and no more', async () => {
    const event = { StackId: 'arn', EventId: '1', StackName: name, Timestamp: new Date(0) };
    cloudFormation.on(DescribeStackEventsCommand).resolves({ StackEvents: [event, event], NextToken: 'more' });
    expect(await stacks.events(target, name, 3)).toHaveLength(3);
    expect(cloudFormation.commandCalls(DescribeStackEventsCommand)).toHaveLength(2);
  });

  test('continues its rollback without what cannot be rolled back', async () => {
    cloudFormation.on(ContinueUpdateRollbackCommand).resolves({});
    await stacks.continueRollback(target, name, 'token', ['Database']);
    expect(cloudFormation.commandCalls(ContinueUpdateRollbackCommand)[0]?.args[0].input).toMatchObject({
      ResourcesToSkip: ['Database'],
      RoleARN: 'arn:aws:iam::111122223333:role/plinth-stacks',
    });
  });
});

describe('a change set', () => {
  test('that was asked for before is the same one', async () => {
    cloudFormation
      .on(CreateChangeSetCommand)
      .rejects(failure('AlreadyExistsException', 'ChangeSet change already exists'));
    await stacks.createChangeSet(target, change, 'CREATE', 'change');
  });

  test('carries the whole parameter set, and may make roles and expand macros', async () => {
    cloudFormation.on(CreateChangeSetCommand).resolves({});
    await stacks.createChangeSet(target, change, 'UPDATE', 'change');
    expect(cloudFormation.commandCalls(CreateChangeSetCommand)[0]?.args[0].input).toMatchObject({
      ChangeSetType: 'UPDATE',
      TemplateBody: '{}',
      Parameters: [{ ParameterKey: 'Cidr', ParameterValue: '10.0.0.0/16' }],
      Capabilities: ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
    });
  });

  test('names the parameters that stay as the stack has them, without their values', async () => {
    cloudFormation.on(CreateChangeSetCommand).resolves({});
    await stacks.createChangeSet(target, { ...change, keeps: ['Password'] }, 'UPDATE', 'change');
    expect(cloudFormation.commandCalls(CreateChangeSetCommand)[0]?.args[0].input.Parameters).toEqual([
      { ParameterKey: 'Cidr', ParameterValue: '10.0.0.0/16' },
      { ParameterKey: 'Password', UsePreviousValue: true },
    ]);
  });

  test('uses the template that the stack has when none is given', async () => {
    cloudFormation.on(CreateChangeSetCommand).resolves({});
    await stacks.createChangeSet(target, { ...change, templateBody: undefined }, 'UPDATE', 'change');
    const { input } = cloudFormation.commandCalls(CreateChangeSetCommand)[0]!.args[0];
    expect(input).toMatchObject({ UsePreviousTemplate: true });
    expect(input).not.toHaveProperty('TemplateBody');
  });

  test.each([
    "The submitted information didn't contain changes. Submit different information to create a change set.",
    'No updates are to be performed.',
  ])('with nothing to change is empty: %s', async (reason) => {
    cloudFormation.on(DescribeChangeSetCommand).resolves({ Status: 'FAILED', StatusReason: reason });
    expect(await stacks.describeChangeSet(target, name, 'change')).toEqual({ kind: 'empty' });
  });

  test('that failed for another reason says which', async () => {
    cloudFormation.on(DescribeChangeSetCommand).resolves({ Status: 'FAILED', StatusReason: 'Template error' });
    expect(await stacks.describeChangeSet(target, name, 'change')).toEqual({
      kind: 'failed',
      reason: 'Template error',
    });
  });

  test('that cannot be seen is not taken for one that is being made', async () => {
    cloudFormation.on(DescribeChangeSetCommand).rejects(failure('ChangeSetNotFoundException', 'not found'));
    expect(await stacks.describeChangeSet(target, name, 'change')).toEqual({ kind: 'unseen' });
  });

  test('brings its changes from every page', async () => {
    const resource = (id: string) => ({
      ResourceChange: { Action: 'Modify' as const, LogicalResourceId: id, ResourceType: 'T' },
    });
    cloudFormation
      .on(DescribeChangeSetCommand)
      .resolvesOnce({ Status: 'CREATE_COMPLETE', Changes: [resource('One')], NextToken: 'more' })
      .resolvesOnce({ Status: 'CREATE_COMPLETE', Changes: [resource('Two')] });
    const found = await stacks.describeChangeSet(target, name, 'change');
    expect(found.kind === 'ready' && found.changes.map(({ logicalId }) => logicalId)).toEqual(['One', 'Two']);
  });

  test('that was executed before is not executed again', async () => {
    cloudFormation.on(ExecuteChangeSetCommand).rejects(failure('InvalidChangeSetStatus', 'cannot be executed'));
    cloudFormation.on(DescribeChangeSetCommand).resolves({ ExecutionStatus: 'EXECUTE_IN_PROGRESS' });
    expect(await stacks.executeChangeSet(target, name, 'change', 'token')).toBe(true);
  });

  test('that another change made obsolete, or is keeping from its stack, has been overtaken', async () => {
    const busy = `Stack:${name} is in UPDATE_IN_PROGRESS state and can not be updated.`;
    cloudFormation
      .on(ExecuteChangeSetCommand)
      .rejectsOnce(failure('InvalidChangeSetStatus', 'cannot be executed'))
      .rejectsOnce(failure('ValidationError', busy));
    cloudFormation
      .on(DescribeChangeSetCommand)
      .resolvesOnce({ ExecutionStatus: 'OBSOLETE' })
      .resolvesOnce({ ExecutionStatus: 'AVAILABLE' });
    expect(await stacks.executeChangeSet(target, name, 'change', 'token')).toBe(false);
    expect(await stacks.executeChangeSet(target, name, 'change', 'token')).toBe(false);
  });

  test('is asked for later while another one is under way', async () => {
    const busy = `Stack:${name} is in UPDATE_IN_PROGRESS state and can not be updated.`;
    cloudFormation.on(CreateChangeSetCommand).rejects(failure('ValidationError', busy));
    await expect(stacks.createChangeSet(target, change, 'UPDATE', 'change')).rejects.toMatchObject({ name: 'NotYet' });
  });

  test('that cannot be executed for another reason fails', async () => {
    cloudFormation.on(ExecuteChangeSetCommand).rejects(failure('InvalidChangeSetStatus', 'cannot be executed'));
    cloudFormation.on(DescribeChangeSetCommand).resolves({ ExecutionStatus: 'UNAVAILABLE' });
    await expect(stacks.executeChangeSet(target, name, 'change', 'token')).rejects.toThrow('cannot be executed');
  });
});

function failure(code: string, message: string): CloudFormationServiceException {
  return new CloudFormationServiceException({ name: code, message, $fault: 'client', $metadata: {} });
}
