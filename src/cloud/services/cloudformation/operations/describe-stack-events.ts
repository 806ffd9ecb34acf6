import type {
  DescribeStackEventsInput,
  DescribeStackEventsOutput,
  ResourceStatus,
} from '@aws-sdk/client-cloudformation';
import { page } from '../../../kernel/page.ts';
import type { Call } from '../../../kernel/service.ts';
import { requireStack } from '../stack/stack-store.ts';

const PAGE_SIZE = 100;

/** Newest first. */
export function describeStackEvents(input: DescribeStackEventsInput, call: Call): DescribeStackEventsOutput {
  const stack = requireStack(call, input.StackName, `Stack [${input.StackName}] does not exist`);
  const events = stack.events.toReversed();
  const { items, nextToken } = page(events, { limit: PAGE_SIZE, token: input.NextToken, errorCode: 'ValidationError' });
  return {
    StackEvents: items.map((event) => ({
      StackId: stack.id,
      StackName: stack.name,
      EventId: event.eventId,
      LogicalResourceId: event.logicalId,
      PhysicalResourceId: event.physicalId,
      ResourceType: event.type,
      Timestamp: new Date(event.atMs),
      ResourceStatus: event.status as ResourceStatus,
      ...(event.reason === undefined ? {} : { ResourceStatusReason: event.reason }),
      ...(event.properties === undefined ? {} : { ResourceProperties: event.properties }),
      ...(event.token === undefined ? {} : { ClientRequestToken: event.token }),
    })),
    NextToken: nextToken,
  };
}
