import type {
  CreateEventBusCommandInput,
  DeleteEventBusCommandInput,
  DescribeEventBusCommandInput,
  ListEventBusesCommandInput,
  PutPermissionCommandInput,
  RemovePermissionCommandInput,
  UpdateEventBusCommandInput,
} from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { busNameOf, type EventBus, eventBuses, findBus, newBus } from './event-bus-store.ts';

const BUSES_PER_PAGE_MAX = 100;

export const eventBusOperations: Readonly<Record<string, Operation>> = {
  CreateEventBus: createEventBus,
  UpdateEventBus: updateEventBus,
  DeleteEventBus: deleteEventBus,
  DescribeEventBus: describeEventBus,
  ListEventBuses: listEventBuses,
  PutPermission: putPermission,
  RemovePermission: removePermission,
};

export function createEventBus(input: CreateEventBusCommandInput, call: Call) {
  const name = input.Name!;
  if (!/^[.\-_A-Za-z0-9]{1,256}$/.test(name) || name === 'default') {
    throw new AwsError('ValidationException', `Event bus name ${name} is not valid.`);
  }
  const store = eventBuses(call.kernel, call);
  if (store.buses.has(name)) {
    throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
  }
  const bus = newBus(name, call, call.kernel.clock.now());
  store.buses.set(name, bus);
  bus.description = input.Description;
  bus.tags = new Map((input.Tags ?? []).map((tag) => [tag.Key!, tag.Value!]));
  return { EventBusArn: bus.arn, Description: bus.description };
}

export function updateEventBus(input: UpdateEventBusCommandInput, call: Call) {
  const bus = findBus(call.kernel, call, input.Name);
  bus.description = input.Description;
  return { Arn: bus.arn, Name: bus.name, Description: bus.description };
}

/** Deleting a bus that does not exist succeeds, as on AWS. */
export function deleteEventBus(input: DeleteEventBusCommandInput, call: Call) {
  const name = busNameOf(input.Name);
  if (name === 'default') throw new AwsError('ValidationException', 'Cannot delete event bus default.');
  const { buses } = eventBuses(call.kernel, call);
  if ((buses.get(name)?.rules.size ?? 0) > 0) {
    throw new AwsError('ValidationException', `Event bus ${name} still contains rules.`);
  }
  buses.delete(name);
  return {};
}

function describeEventBus(input: DescribeEventBusCommandInput, call: Call) {
  return view(findBus(call.kernel, call, input.Name));
}

function listEventBuses(input: ListEventBusesCommandInput, call: Call) {
  const buses = [...eventBuses(call.kernel, call).buses.values()].filter((bus) =>
    bus.name.startsWith(input.NamePrefix ?? ''),
  );
  const { items, nextToken } = page(buses, { limit: input.Limit ?? BUSES_PER_PAGE_MAX, token: input.NextToken });
  return { EventBuses: items.map(view), NextToken: nextToken };
}

/** Accepts a whole policy, or one statement as principal, action and condition. */
export function putPermission(input: PutPermissionCommandInput, call: Call) {
  const bus = findBus(call.kernel, call, input.EventBusName);
  if (input.Policy !== undefined) {
    bus.policy = input.Policy;
    return {};
  }
  const principal = input.Principal === '*' ? '*' : { AWS: `arn:aws:iam::${input.Principal}:root` };
  const condition = input.Condition;
  putStatement(bus, {
    Sid: input.StatementId,
    Effect: 'Allow',
    Principal: principal,
    Action: input.Action ?? 'events:PutEvents',
    Resource: bus.arn,
    ...(condition && { Condition: { [condition.Type!]: { [condition.Key!]: condition.Value } } }),
  });
  return {};
}

export function removePermission(input: RemovePermissionCommandInput, call: Call) {
  const bus = findBus(call.kernel, call, input.EventBusName);
  const kept = input.RemoveAllPermissions ? [] : statementsOf(bus).filter(({ Sid }) => Sid !== input.StatementId);
  if (!input.RemoveAllPermissions && kept.length === statementsOf(bus).length) {
    throw new AwsError('ResourceNotFoundException', `Statement ${input.StatementId} does not exist.`);
  }
  bus.policy = kept.length === 0 ? undefined : policyOf(kept);
  return {};
}

/** Adds a statement to the bus's policy, or replaces the one with the same id. */
export function putStatement(bus: EventBus, statement: Record<string, unknown>): void {
  bus.policy = policyOf([...statementsOf(bus).filter(({ Sid }) => Sid !== statement.Sid), statement]);
}

function statementsOf(bus: EventBus): Record<string, unknown>[] {
  return bus.policy === undefined ? [] : JSON.parse(bus.policy).Statement;
}

function policyOf(statements: readonly Record<string, unknown>[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

function view(bus: EventBus) {
  return {
    Name: bus.name,
    Arn: bus.arn,
    Description: bus.description,
    Policy: bus.policy,
    CreationTime: new Date(bus.createdAtMs),
    LastModifiedTime: new Date(bus.createdAtMs),
  };
}
