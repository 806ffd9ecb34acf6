import { operationLink } from '../api-links.ts';
import { isEnded, type Operation, type OperationKind, type Trigger } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { type Scope, scopePath } from '../scope.ts';
import { timestamp } from '../time.ts';
import { finishEnd } from './finish-end.ts';
import { operationId } from './operation-id.ts';
import { logKeys, readOperation } from './operation-state.ts';
import { requestHash } from './request-hash.ts';
import { startOperation } from './start-operation.ts';

export interface AcceptRequest {
  readonly kind: OperationKind;
  readonly scope: Scope;
  /**
   * What the kind needs. provision: `{spec, allow?, ifMatch?}`, the spec as its schema reads it. retire: a
   * RetireRequest, and `ifMatch?`. release: what its workflow reads.
   */
  readonly request: Readonly<Record<string, unknown>>;
  readonly principal: string;
  readonly trigger: Trigger;
  readonly planOnly?: boolean;
  /** The same key with the same request is the same operation. */
  readonly idempotencyKey?: string;
  /** Further checks of a new request; they throw. A repeated request is not checked again. */
  readonly check?: () => Promise<void>;
}

/**
 * Accepts a request for change: checks it against what is there, writes the operation, takes the lock, starts the
 * execution. A call that died half-way is continued by the next of the same key, or by the sweep. Throws
 * IdempotencyConflict, ScopeLocked, StaleVersion and whatever makes the operation impossible.
 */
export async function acceptOperation(accept: AcceptRequest, ports: Ports): Promise<Operation> {
  const operation = newOperation(accept, ports);
  const earlier = accept.idempotencyKey === undefined ? undefined : await ports.state.readOperation(operation.id);
  if (earlier) return continueOperation(sameRequest(earlier, operation), ports);
  await accept.check?.();
  const documents = await ports.operationKinds[operation.kind].check(operation, ports);
  if (await ports.state.createOperation(operation)) {
    ports.log.info(`${operation.kind} was accepted`, logKeys(operation));
    return startOperation(operation, ports, documents);
  }
  return continueOperation(sameRequest(await readOperation(operation.id, ports), operation), ports);
}

/** Goes on wherever an earlier call of the same request died, or the end of what it asked for. */
async function continueOperation(operation: Operation, ports: Ports): Promise<Operation> {
  return isEnded(operation) ? finishEnd(operation, ports) : startOperation(operation, ports);
}

function newOperation(accept: AcceptRequest, ports: Ports): Operation {
  const { kind, principal, trigger, planOnly = false, idempotencyKey: key } = accept;
  const scope = scopePath(accept.scope);
  const request = { ...accept.request };
  return {
    id: operationId(ports.ids, key === undefined ? undefined : { principal, path: scope, key }),
    status: 'accepted',
    kind,
    scope,
    planOnly,
    request,
    requestedBy: principal,
    trigger,
    requestHash: requestHash({ kind, scope, planOnly, request }),
    createdAt: timestamp(ports.time),
    fence: 0,
    steps: [],
    version: 0,
  };
}

function sameRequest(earlier: Operation, operation: Operation): Operation {
  if (earlier.requestHash === operation.requestHash) return earlier;
  throw new PlinthError('IdempotencyConflict', `this Idempotency-Key was used for a different request: ${earlier.id}`, {
    extra: { operation: operationLink(earlier.id) },
  });
}
