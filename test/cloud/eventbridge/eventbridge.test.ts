import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../src/cloud/kernel/errors.ts';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import type { Service } from '../../../src/cloud/kernel/service.ts';
import { eventbridge } from '../../../src/cloud/services/eventbridge/index.ts';
import { sqs } from '../../../src/cloud/services/sqs/index.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:on-push';
const ruleArn = 'arn:aws:events:eu-west-1:111122223333:rule/pushes';

/** A Lambda service that records what arrives; the first `failures` calls are throttled. */
function cloud(options: { failures?: number; policy?: string } = {}) {
  const arrived: { atSeconds: number; payload: unknown }[] = [];
  let failures = options.failures ?? 0;
  const lambda: Service = {
    signingName: 'lambda',
    schemas: {},
    operations: {
      GetPolicy() {
        if (options.policy === undefined) throw new AwsError('NotImplemented', 'no policies here');
        return { Policy: options.policy };
      },
      Invoke(input: { Payload: Uint8Array }) {
        if (failures-- > 0) throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
        const atSeconds = (kernel.clock.now() - startMs) / 1000;
        arrived.push({ atSeconds, payload: JSON.parse(Buffer.from(input.Payload).toString()) });
        return { StatusCode: 202 };
      },
    },
  };
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, [eventbridge, sqs, lambda], []);
  const startMs = kernel.clock.now();
  const call = <T = Record<string, unknown>>(operation: string, input: object) =>
    kernel.clock.drive(kernel.invoke<T>('events', operation, input, place));
  const pass = (seconds: number) => kernel.clock.drive(kernel.clock.sleep(seconds));
  return { kernel, call, pass, arrived };
}

async function pushRule(world: ReturnType<typeof cloud>, target: object = {}) {
  await world.call('PutRule', { Name: 'pushes', EventPattern: '{"source":["aws.ecr","shop"]}' });
  await world.call('PutTargets', { Rule: 'pushes', Targets: [{ Id: 'function', Arn: functionArn, ...target }] });
}

async function deadLetters({ kernel }: ReturnType<typeof cloud>) {
  const queue = { QueueName: 'dead' };
  const { QueueUrl } = await kernel.invoke<{ QueueUrl: string }>('sqs', 'GetQueueUrl', queue, place);
  const { Messages } = await kernel.invoke<{ Messages: { Body: string; MessageAttributes: object }[] }>(
    'sqs',
    'ReceiveMessage',
    { QueueUrl, MessageAttributeNames: ['All'] },
    place,
  );
  return Messages;
}

const order = { Source: 'shop', DetailType: 'Order', Detail: '{"id":7,"name":"a \\"b\\"","items":[{"sku":"x"}]}' };

describe('eventbridge', () => {
  it('fills in the envelope of what a service publishes and delivers it after a delay', async () => {
    const world = cloud();
    await pushRule(world);
    const detail = { 'action-type': 'PUSH' };
    world.kernel.publish({ source: 'aws.ecr', detailType: 'ECR Image Action', resources: ['r'], detail }, place);
    await world.pass(60);
    expect(world.arrived).toHaveLength(1);
    expect(world.arrived[0]!.atSeconds).toBeGreaterThan(0);
    expect(world.arrived[0]!.payload).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'ECR Image Action',
      source: 'aws.ecr',
      account: '111122223333',
      time: '2026-01-05T09:00:00Z',
      region: 'eu-west-1',
      resources: ['r'],
      detail: { 'action-type': 'PUSH' },
    });
  });

  it('answers for each entry of PutEvents by itself', async () => {
    const world = cloud();
    await pushRule(world);
    const answer = await world.call('PutEvents', {
      Entries: [
        order,
        { ...order, Source: 'aws.ecr' },
        { ...order, Detail: 'no' },
        { ...order, DetailType: undefined },
      ],
    });
    expect(answer).toEqual({
      FailedEntryCount: 3,
      Entries: [
        { EventId: expect.any(String) },
        { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' },
        { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
        {
          ErrorCode: 'InvalidArgument',
          ErrorMessage: 'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
        },
      ],
    });
    await world.pass(60);
    expect(world.arrived).toHaveLength(1);
    await expect(world.call('PutEvents', { Entries: [] })).rejects.toMatchObject({ code: 'ValidationException' });
  });

  it('transforms the input as the target wants it', async () => {
    const world = cloud();
    await pushRule(world, {
      InputTransformer: {
        InputPathsMap: { id: '$.detail.id', name: '$.detail.name', sku: '$.detail.items[0].sku' },
        InputTemplate: '{"id":<id>,"text":"<name> has <sku>","name":<name>,"rule":"<aws.events.rule-name>"}',
      },
    });
    await world.call('PutEvents', { Entries: [order] });
    await world.pass(60);
    expect(world.arrived[0]!.payload).toEqual({ id: 7, text: 'a "b" has x', name: 'a "b"', rule: 'pushes' });
  });

  it('sends a part of the event, or a constant', async () => {
    const world = cloud();
    await pushRule(world, { InputPath: '$.detail.items' });
    await world.call('PutTargets', { Rule: 'pushes', Targets: [{ Id: 'second', Arn: functionArn, Input: '{"x":1}' }] });
    await world.call('PutEvents', { Entries: [order] });
    await world.pass(60);
    expect(world.arrived.map(({ payload }) => payload)).toEqual(expect.arrayContaining([[{ sku: 'x' }], { x: 1 }]));
  });

  it('tries again while the target is throttled', async () => {
    const world = cloud({ failures: 3 });
    await pushRule(world);
    await world.call('PutEvents', { Entries: [order] });
    await world.pass(600);
    expect(world.arrived).toHaveLength(1);
    expect(world.arrived[0]!.atSeconds).toBeGreaterThan(3);
  });

  it('moves an event to the dead-letter queue when the retries are used up', async () => {
    const world = cloud({ failures: 100 });
    await world.kernel.invoke('sqs', 'CreateQueue', { QueueName: 'dead' }, place);
    await pushRule(world, {
      RetryPolicy: { MaximumRetryAttempts: 2 },
      DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-west-1:111122223333:dead' },
    });
    await world.call('PutEvents', { Entries: [order] });
    await world.pass(600);
    const Messages = await deadLetters(world);
    expect(JSON.parse(Messages[0]!.Body).detail.id).toBe(7);
    expect(Messages[0]!.MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: 'TooManyRequestsException' },
      RULE_ARN: { StringValue: ruleArn },
      RETRY_ATTEMPTS: { StringValue: '2' },
    });
  });

  it('keeps a target that it cannot call, and moves what is for it to the dead-letter queue at once', async () => {
    const world = cloud();
    await world.kernel.invoke('sqs', 'CreateQueue', { QueueName: 'dead' }, place);
    const Arn = 'arn:aws:codepipeline:eu-west-1:111122223333:deploy';
    await pushRule(world, { Arn, DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-west-1:111122223333:dead' } });
    const { Targets } = await world.call('ListTargetsByRule', { Rule: 'pushes' });
    expect(Targets).toMatchObject([{ Arn }]);
    await world.call('PutEvents', { Entries: [order] });
    await world.pass(60);
    const [message] = await deadLetters(world);
    expect(message!.MessageAttributes).toMatchObject({ ERROR_CODE: { StringValue: 'NotImplemented' } });
  });

  it('does not call a function whose policy names another rule', async () => {
    const statement = (SourceArn: string) =>
      JSON.stringify({
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'lambda:InvokeFunction',
            Condition: { ArnLike: { 'AWS:SourceArn': SourceArn } },
          },
        ],
      });
    for (const [arn, count] of [
      [ruleArn, 1],
      [`${ruleArn}-of-others`, 0],
    ] as const) {
      const world = cloud({ policy: statement(arn) });
      await pushRule(world);
      await world.call('PutEvents', { Entries: [order] });
      await world.pass(60);
      expect(world.arrived).toHaveLength(count);
    }
  });

  it('does not send to a queue whose policy does not let it in', async () => {
    const world = cloud();
    const { QueueUrl } = await world.kernel.invoke<{ QueueUrl: string }>(
      'sqs',
      'CreateQueue',
      { QueueName: 'orders' },
      place,
    );
    await pushRule(world, { Arn: 'arn:aws:sqs:eu-west-1:111122223333:orders' });
    const count = async () => {
      await world.call('PutEvents', { Entries: [order] });
      await world.pass(60);
      const { Attributes } = await world.kernel.invoke<{ Attributes: Record<string, string> }>(
        'sqs',
        'GetQueueAttributes',
        { QueueUrl, AttributeNames: ['All'] },
        place,
      );
      return Attributes.ApproximateNumberOfMessages;
    };
    expect(await count()).toBe('0');
    const Policy =
      '{"Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage"}]}';
    await world.kernel.invoke('sqs', 'SetQueueAttributes', { QueueUrl, Attributes: { Policy } }, place);
    expect(await count()).toBe('1');
  });

  it('forwards an event to another bus as it is', async () => {
    const world = cloud();
    const { EventBusArn } = await world.call<{ EventBusArn: string }>('CreateEventBus', { Name: 'team' });
    await pushRule(world, { Arn: EventBusArn });
    await world.call('PutRule', { Name: 'all', EventBusName: 'team', EventPattern: '{"source":["shop"]}' });
    await world.call('PutTargets', { Rule: 'all', EventBusName: 'team', Targets: [{ Id: 'f', Arn: functionArn }] });
    await world.call('PutEvents', { Entries: [order] });
    await world.pass(60);
    expect(world.arrived[0]!.payload).toMatchObject({ source: 'shop', detail: { id: 7 } });
  });

  it('runs a rate from when the rule was made, and not while the rule is disabled', async () => {
    const world = cloud();
    await world.call('PutRule', { Name: 'sweep', ScheduleExpression: 'rate(5 minutes)' });
    await world.call('PutTargets', { Rule: 'sweep', Targets: [{ Id: 'f', Arn: functionArn }] });
    await world.pass(11 * 60);
    expect(world.arrived).toHaveLength(2);
    expect(world.arrived[0]!.payload).toMatchObject({
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      time: '2026-01-05T09:05:00Z',
      detail: {},
    });
    await world.call('DisableRule', { Name: 'sweep' });
    await world.pass(3600);
    expect(world.arrived).toHaveLength(2);
  });

  it('keeps a rule with targets from being deleted', async () => {
    const world = cloud();
    await pushRule(world);
    await expect(world.call('DeleteRule', { Name: 'pushes' })).rejects.toMatchObject({ code: 'ValidationException' });
    await world.call('RemoveTargets', { Rule: 'pushes', Ids: ['function'] });
    await world.call('DeleteRule', { Name: 'pushes' });
    await expect(world.call('DescribeRule', { Name: 'pushes' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Rule pushes does not exist on EventBus default.',
    });
  });
});
