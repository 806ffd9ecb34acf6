import type { Operation } from '../entities.ts';
import { cancelOperation } from '../operation/cancel-operation.ts';
import { readOperation } from '../operation/operation-state.ts';
import { type PlanIndex, readPlanIndex } from '../plan/plan-documents.ts';
import type { Ports, StackEvent } from '../ports/index.ts';
import { isOfOperation } from '../stack/stack-work.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { accepted, operationSummary, operationView } from './operation-view.ts';
import { pageResponse } from './page.ts';
import { listItemsDefault } from './parameters.ts';
import type { ResourceView } from './views/operation.ts';

const STACK_EVENTS_MAX = 200;

/** `GET /operations/{id}`, with the resources of changing stacks when they are asked for. */
export async function showOperation(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const operation = await readOperation(request.path.id ?? '', ports);
  const resources = request.query.resources ? await changingResources(operation, ports) : {};
  return { status: 200, body: operationView(operation, resources) };
}

/** `GET /operations`, newest first. */
export async function listOperations({ query }: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const { scope, cursor, limit = listItemsDefault } = query;
  return pageResponse(await ports.state.listOperations(scope, { cursor, limit }), operationSummary);
}

/** `GET /operations/{id}/events`, oldest first. `after` and `cursor` both are the id of an event. */
export async function listOperationEvents({ path, query }: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const { id } = await readOperation(path.id ?? '', ports);
  const { after, cursor, limit = listItemsDefault } = query;
  return pageResponse(await ports.state.listEvents(id, { cursor: cursor ?? after, limit }), (event) => event);
}

/** `POST /operations/{id}/cancel`. */
export async function stopOperation({ path, caller }: ApiRequest, ports: Ports): Promise<ApiResponse> {
  return accepted(await cancelOperation(path.id ?? '', caller.principal, ports));
}

/** Read from CloudFormation when somebody looks: while nobody does, it costs nothing. */
async function changingResources(operation: Operation, ports: Ports): Promise<Record<string, readonly ResourceView[]>> {
  const open = operation.steps.filter(
    (step) => step.stackName !== undefined && (step.status === 'running' || step.status === 'failed'),
  );
  if (open.length === 0) return {};
  const planned = await plannedStacks(operation, ports);
  const views = await Promise.all(
    open.map(async ({ name, stackName = '' }) => {
      const stack = planned.get(stackName);
      const events = await ports.stacks.events(stack?.target ?? ports.settings, stackName, STACK_EVENTS_MAX);
      const words = ports.catalogue.component(stack?.component ?? '')?.descriptions ?? {};
      return [name, resourceViews(events, { stackName, operation, words })] as const;
    }),
  );
  return Object.fromEntries(views);
}

async function plannedStacks(
  operation: Operation,
  ports: Ports,
): Promise<ReadonlyMap<string, PlanIndex['stacks'][number]>> {
  const plan = await readPlanIndex(operation.id, ports);
  return new Map((plan?.stacks ?? []).map((stack) => [stack.stackName, stack]));
}

interface Seen {
  readonly stackName: string;
  readonly operation: Operation;
  /** Descriptions of resources by their logical ids. */
  readonly words: Readonly<Record<string, string>>;
}

/**
 * The newest status of each resource that this operation touched, in the order in which they began. What failed stays
 * failed while its stack is rolled back: that it is undone afterwards is no success.
 */
function resourceViews(events: readonly StackEvent[], { stackName, operation, words }: Seen): readonly ResourceView[] {
  const views = new Map<string, ResourceView>();
  let goesBack = false;
  for (const event of [...events].reverse()) {
    if (!isOfOperation(event.clientRequestToken, operation.id)) continue;
    if (event.type === 'AWS::CloudFormation::Stack' && event.logicalId === stackName) {
      if (event.status.endsWith('_IN_PROGRESS')) goesBack = event.status.endsWith('ROLLBACK_IN_PROGRESS');
      continue;
    }
    const time = event.time.toISOString();
    const known = views.get(event.logicalId);
    if (goesBack && known?.status.endsWith('_FAILED')) continue;
    views.set(event.logicalId, {
      logicalId: event.logicalId,
      description: words[event.logicalId] ?? event.logicalId,
      status: event.status,
      startedAt: known?.startedAt ?? time,
      ...(!event.status.endsWith('_IN_PROGRESS') && { endedAt: time }),
      ...(event.reason !== undefined && { reason: event.reason }),
    });
  }
  return [...views.values()];
}
