import type { StackEvent, Target } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';

const eventsMax = 200;
const STACK = 'AWS::CloudFormation::Stack';

interface StackAddress {
  readonly target: Target;
  readonly stackId: string;
}

/** The newest events of the resources that could not be deleted: a further deletion may retain these, and no others. */
export async function undeletedResources(
  address: StackAddress,
  ports: Pick<Ports, 'stacks'>,
): Promise<readonly StackEvent[]> {
  const newest = newestOfEach(await eventsOf(address, ports));
  return newest.filter(({ status }) => status === 'DELETE_FAILED');
}

/**
 * The newest events of the resources that could not be rolled back: a further rollback may skip these, but neither those that
 * made the update fail nor those that were cancelled because of it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
 */
export async function unrestoredResources(
  address: StackAddress,
  ports: Pick<Ports, 'stacks'>,
): Promise<readonly StackEvent[]> {
  const events = await eventsOf(address, ports);
  const start = events.findIndex(({ type, status }) => type === STACK && status === 'UPDATE_ROLLBACK_IN_PROGRESS');
  const ofRollback = start < 0 ? events : events.slice(0, start);
  return newestOfEach(ofRollback).filter(
    ({ status, reason = '' }) => status === 'UPDATE_FAILED' && !/cancell?ed/i.test(reason),
  );
}

function eventsOf({ target, stackId }: StackAddress, ports: Pick<Ports, 'stacks'>): Promise<readonly StackEvent[]> {
  return ports.stacks.events(target, stackId, eventsMax);
}

/** Of events, newest first: one of each resource. */
function newestOfEach(events: readonly StackEvent[]): readonly StackEvent[] {
  const newest = new Map<string, StackEvent>();
  for (const event of events) {
    if (event.type !== STACK && !newest.has(event.logicalId)) newest.set(event.logicalId, event);
  }
  return [...newest.values()];
}
