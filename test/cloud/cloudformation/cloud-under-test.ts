import type {
  CreateStackInput,
  DescribeChangeSetOutput,
  DescribeStackEventsOutput,
  DescribeStackResourcesOutput,
  DescribeStacksOutput,
  Stack,
  StackEvent,
  StackResource,
  UpdateStackInput,
} from '@aws-sdk/client-cloudformation';
import { createKernel, type RunningKernel } from '../../../src/cloud/kernel/kernel.ts';
import type { CloudEvent, ResourceType, Service } from '../../../src/cloud/kernel/service.ts';
import { cloudformation, cloudformationResourceTypes } from '../../../src/cloud/services/cloudformation/index.ts';

export const PLACE = { account: '111122223333', region: 'eu-west-1' };

export interface CloudUnderTest {
  readonly kernel: RunningKernel;
  /** Everything published so far. */
  readonly published: CloudEvent[];
  call<T = Record<string, never>>(operation: string, input: object): Promise<T>;
  /** Creates a stack and waits until nothing is under way. */
  create(name: string, template: unknown, input?: Partial<CreateStackInput>): Promise<Stack>;
  update(name: string, template: unknown, input?: Partial<UpdateStackInput>): Promise<Stack>;
  remove(name: string, input?: object): Promise<Stack>;
  stack(name: string): Promise<Stack>;
  /** Oldest first, as `LogicalId STATUS`. */
  events(name: string): Promise<string[]>;
  rawEvents(name: string): Promise<StackEvent[]>;
  resource(name: string, logicalId: string): Promise<StackResource>;
  changeSet(stackName: string, template: unknown, input?: object): Promise<DescribeChangeSetOutput>;
  /** Lets time pass until the stack is at rest. */
  rest(name: string): Promise<Stack>;
}

/** CloudFormation alone, in virtual time, with whatever else a test needs. */
export function cloudUnderTest(services: readonly Service[] = [], types: readonly ResourceType[] = []): CloudUnderTest {
  const kernel = createKernel(
    { clock: 'virtual', seed: 1 },
    [cloudformation, ...services],
    [...cloudformationResourceTypes, ...types],
  );
  const published: CloudEvent[] = [];
  kernel.onPublish((event) => published.push(event));
  const call = <T>(operation: string, input: object) =>
    kernel.clock.drive(kernel.invoke<T>('cloudformation', operation, input, PLACE));
  const stack = async (name: string) => {
    const { Stacks } = await call<DescribeStacksOutput>('DescribeStacks', { StackName: name });
    return Stacks![0]!;
  };
  const rest = async (name: string) => {
    for (;;) {
      const found = await stack(name);
      if (!/_IN_PROGRESS$/.test(found.StackStatus!) || found.StackStatus === 'REVIEW_IN_PROGRESS') return found;
      await kernel.clock.drive(kernel.clock.sleep(1));
    }
  };
  const rawEvents = async (name: string) => {
    const all: StackEvent[] = [];
    for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
      const answer = await call<DescribeStackEventsOutput>('DescribeStackEvents', {
        StackName: name,
        NextToken: token,
      });
      all.push(...(answer.StackEvents ?? []));
      token = answer.NextToken;
    }
    return all.reverse();
  };
  const body = (template: unknown) => (typeof template === 'string' ? template : JSON.stringify(template));
  return {
    kernel,
    published,
    call,
    stack,
    rest,
    rawEvents,
    async create(name, template, input = {}) {
      const { StackId } = await call<{ StackId: string }>('CreateStack', {
        StackName: name,
        TemplateBody: body(template),
        ...input,
      });
      return rest(StackId);
    },
    async update(name, template, input = {}) {
      await call('UpdateStack', { StackName: name, TemplateBody: body(template), ...input });
      return rest(name);
    },
    async remove(name, input = {}) {
      const { StackId } = await stack(name);
      await call('DeleteStack', { StackName: name, ...input });
      return rest(StackId!);
    },
    async events(name) {
      const events = await rawEvents(name);
      return events.map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`);
    },
    async resource(name, logicalId) {
      const { StackResources } = await call<DescribeStackResourcesOutput>('DescribeStackResources', {
        StackName: name,
      });
      return StackResources!.find((resource) => resource.LogicalResourceId === logicalId)!;
    },
    async changeSet(stackName, template, input = {}) {
      const { Id } = await call<{ Id: string }>('CreateChangeSet', {
        StackName: stackName,
        ChangeSetName: 'change',
        TemplateBody: body(template),
        ...input,
      });
      await kernel.clock.drive(kernel.clock.sleep(60));
      return call<DescribeChangeSetOutput>('DescribeChangeSet', { ChangeSetName: Id, IncludePropertyValues: true });
    },
  };
}
