import type { StackEvent, Target } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';

const eventsMax = 200;

/** The newest events of the resources whose newest event is a failure. */
export async function failedResources(
  { target, stackId }: { readonly target: Target; readonly stackId: string },
  ports: Pick<Ports, 'stacks'>,
): Promise<readonly StackEvent[]> {
  const newest = new Map<string, StackEvent>();
  for (const event of await ports.stacks.events(target, stackId, eventsMax)) {
    if (!newest.has(event.logicalId)) newest.set(event.logicalId, event);
  }
  return [...newest.values()].filter(
    ({ status, type }) => status.endsWith('_FAILED') && type !== 'AWS::CloudFormation::Stack',
  );
}
