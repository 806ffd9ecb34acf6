import { expect, it } from 'vitest';
import type { Call, Service } from '../../../src/cloud/kernel/service.ts';
import { cloudUnderTest } from './cloud-under-test.ts';

const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:maker';

interface CustomEvent {
  readonly RequestType: string;
  readonly ResponseURL: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Record<string, unknown>;
  readonly OldResourceProperties?: Record<string, unknown>;
}

/** A cloud whose one function answers custom resource requests as `answer` says; `undefined` answers nothing. */
function customCloud(answer: (event: CustomEvent) => object | undefined) {
  const events: CustomEvent[] = [];
  const lambda: Service = {
    signingName: 'lambda',
    schemas: {},
    operations: {
      async Invoke({ Payload }: { Payload: Uint8Array }, { kernel }: Call) {
        const event = JSON.parse(Buffer.from(Payload).toString()) as CustomEvent;
        events.push(event);
        const response = answer(event);
        if (response === undefined) return {};
        kernel.clock.after(5, () => {
          const body = Buffer.from(JSON.stringify(response));
          void kernel.network.fetch({ method: 'PUT', url: event.ResponseURL, headers: {}, body });
        });
        return {};
      },
    },
  };
  return { cloud: cloudUnderTest([lambda]), events };
}

const template = (properties: object) => ({
  Resources: { Thing: { Type: 'Custom::Thing', Properties: { ServiceToken: FUNCTION, ...properties } } },
  Outputs: { Id: { Value: { Ref: 'Thing' } }, Colour: { Value: { 'Fn::GetAtt': ['Thing', 'Colour'] } } },
});

const good = ({ ResourceProperties }: CustomEvent) => ({
  Status: 'SUCCESS',
  PhysicalResourceId: `thing-${ResourceProperties.Name}`,
  Data: { Colour: 'red' },
});

it('asks the function, and takes its id and data', async () => {
  const { cloud, events } = customCloud(good);
  const stack = await cloud.create('demo', template({ Name: 'a', Count: 3, Flag: true }));
  expect(stack.Outputs?.map(({ OutputValue }) => OutputValue)).toEqual(['thing-a', 'red']);
  expect(events[0]).toMatchObject({
    RequestType: 'Create',
    ResourceType: 'Custom::Thing',
    LogicalResourceId: 'Thing',
    ResourceProperties: { ServiceToken: FUNCTION, Name: 'a', Count: '3', Flag: 'true' },
  });
});

it('deletes the old thing when an update answers with a new id', async () => {
  const { cloud, events } = customCloud(good);
  await cloud.create('demo', template({ Name: 'a' }));
  await cloud.update('demo', template({ Name: 'b' }));
  expect((await cloud.stack('demo')).Outputs?.[0]?.OutputValue).toBe('thing-b');
  expect(events.map(({ RequestType, PhysicalResourceId }) => [RequestType, PhysicalResourceId])).toEqual([
    ['Create', undefined],
    ['Update', 'thing-a'],
    ['Delete', 'thing-a'],
  ]);
  expect(events[1]?.OldResourceProperties).toMatchObject({ Name: 'a' });
});

it('fails with the function’s reason', async () => {
  const { cloud } = customCloud(({ RequestType }) =>
    RequestType === 'Create' ? { Status: 'FAILED', Reason: 'no paint left' } : { Status: 'SUCCESS' },
  );
  expect((await cloud.create('demo', template({}))).StackStatus).toBe('ROLLBACK_COMPLETE');
  const failed = (await cloud.rawEvents('demo')).find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
  expect(failed?.ResourceStatusReason).toMatch(
    /^Received response status \[FAILED\] from custom resource\. Message returned: no paint left \(RequestId: /,
  );
});

it('gives up on a function that never answers, after as long as it says', async () => {
  const { cloud } = customCloud(() => undefined);
  const stack = await cloud.create('demo', template({ ServiceTimeout: 60 }), { DisableRollback: true });
  expect(stack.StackStatus).toBe('CREATE_FAILED');
  const failed = (await cloud.rawEvents('demo')).find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
  expect(failed?.ResourceStatusReason).toContain('did not receive a response from your Custom Resource');
});
