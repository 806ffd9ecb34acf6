import { operationLink } from '../api-links.ts';
import { type Decision, isEnded, type Operation } from '../entities.ts';
import { percent } from '../operation/operation-state.ts';
import type { ApiResponse } from './exchange.ts';
import type { OperationSummary, OperationView, ResourceView } from './views/operation.ts';

/** An operation as the API shows it. `resources` are those of changing stacks, by step name. */
export function operationView(
  operation: Operation,
  resources: Readonly<Record<string, readonly ResourceView[]>> = {},
): OperationView {
  return {
    ...common(operation),
    steps: operation.steps.map((step) => {
      const found = resources[step.name];
      return found === undefined ? step : { ...step, resources: [...found] };
    }),
    ...(operation.decision && { decision: decisionView(operation.decision) }),
    error: 'error' in operation ? operation.error : null,
    result: 'result' in operation ? operation.result : null,
  };
}

function decisionView({ approved, by, comment }: Decision): OperationView['decision'] {
  return { approved, by, ...(comment !== undefined && { comment }) };
}

export function operationSummary(operation: Operation): OperationSummary {
  const error = 'error' in operation ? { code: operation.error.code, message: operation.error.message } : null;
  return { ...common(operation), error };
}

/** `202 Accepted`, with where to follow the operation and when to look again. */
export function accepted(operation: Operation): ApiResponse {
  const location = operationLink(operation.id);
  const headers = { location, 'operation-location': location, 'retry-after': '1' };
  return { status: 202, body: operationView(operation), headers };
}

function common(operation: Operation): Omit<OperationSummary, 'error'> {
  const { id, kind, scope, planOnly, status, requestedBy, trigger, createdAt } = operation;
  return {
    id,
    kind,
    scope,
    planOnly,
    done: isEnded(operation),
    status,
    percent: percent(operation),
    requestedBy,
    trigger,
    createdAt,
    ...('startedAt' in operation && operation.startedAt !== undefined && { startedAt: operation.startedAt }),
    ...('endedAt' in operation && { endedAt: operation.endedAt }),
    ...(status === 'waiting' && { waitingFor: operation.waitingFor }),
  };
}
