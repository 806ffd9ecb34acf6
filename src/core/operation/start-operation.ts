import { isEnded, type Operation, type ScopeState, type SpecRecord } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { holderInRefusal } from '../lock/lock-refusal.ts';
import type { OperationDocuments, Ports, SupersedePorts } from '../ports/index.ts';
import { timestamp } from '../time.ts';
import { freeLock, updateHeldState } from './operation-lock.ts';
import { logKeys, machineOf, needsLock } from './operation-state.ts';
import { say } from './operation-steps.ts';
import { canonicalJson } from './request-hash.ts';
import { takeFreeLock } from './stale-lock.ts';

export type StartPorts = SupersedePorts & Pick<Ports, 'operationKinds' | 'time' | 'ids'>;

/**
 * Brings an accepted operation to its execution: lock, spec, start. Each part may be repeated, so it resumes wherever
 * an earlier call died. `documents` are what its check found out. A release that supersedes the holder of the lock starts without
 * it. An operation that is refused is deleted: no caller has its id. Throws ScopeLocked and StaleVersion.
 */
export async function startOperation(
  operation: Operation,
  ports: StartPorts,
  documents: OperationDocuments = {},
): Promise<Operation> {
  if (operation.status !== 'accepted') return operation;
  if (needsLock(operation)) {
    const refusal = await prepare(operation, ports);
    if (refusal && !(await supersedes(operation, refusal, ports))) return refuse(operation, refusal, ports);
  }
  for (const [key, document] of Object.entries(documents)) {
    await ports.state.putDocument(operation.id, key, document);
  }
  const executionArn = await ports.workflows.start(machineOf(operation), operation.id, { operationId: operation.id });
  ports.log.info(`${operation.kind} was started`, logKeys(operation));
  const startedAt = timestamp(ports.time);
  return ports.state.updateOperation(operation.id, (now) => {
    return now.status === 'accepted' ? { ...now, status: 'running', executionArn, startedAt } : now;
  });
}

/** Takes the lock and writes the spec. Answers why not, when it cannot. */
async function prepare(operation: Operation, ports: StartPorts): Promise<PlinthError | undefined> {
  try {
    const fence = await takeFreeLock(operation, ports);
    const fenced = await ports.state.updateOperation(operation.id, (now) => {
      return now.status === 'accepted' && now.fence !== fence ? { ...now, fence } : now;
    });
    if (isEnded(fenced)) return new PlinthError('Cancelled', `operation ${operation.id} has ended already`);
    if (operation.kind === 'retire') assertVersion(operation, await ports.state.readSpec(operation.scope));
    await writeSpec(operation, ports);
    if (machineOf(operation) === 'converge') await markUnderway(operation, ports);
    return undefined;
  } catch (error) {
    if (error instanceof PlinthError && refusals.includes(error.code)) return error;
    throw error;
  }
}

const refusals: readonly string[] = ['ScopeLocked', 'StaleVersion', 'NotFound'];

/** Whether what holds the lock gives way. */
async function supersedes(operation: Operation, refusal: PlinthError, ports: StartPorts): Promise<boolean> {
  const operationId = holderInRefusal(refusal);
  if (operationId === undefined) return false;
  const gaveWay = await ports.operationKinds[operation.kind].supersede?.(operation, operationId, ports);
  if (!gaveWay) return false;
  await say(
    operation.id,
    { level: 'info', message: `supersedes ${operationId}, and begins when that has ended` },
    ports,
  );
  return true;
}

async function writeSpec(operation: Operation, ports: StartPorts): Promise<void> {
  const { spec } = operation.request as { spec?: Record<string, unknown> };
  if (operation.kind !== 'provision' || spec === undefined) return;
  const updatedAt = timestamp(ports.time);
  await ports.state.updateSpec(operation.scope, (now) => {
    if (now && canonicalJson(now.spec) === canonicalJson(spec)) return now;
    assertVersion(operation, now);
    const version = now?.version ?? 0;
    return { scope: operation.scope, spec, updatedBy: operation.requestedBy, updatedAt, version };
  });
}

function assertVersion({ request }: Operation, now: SpecRecord | undefined): void {
  const { ifMatch } = request as { ifMatch?: number };
  const version = now?.version ?? 0;
  if (ifMatch === undefined || ifMatch === version) return;
  throw new PlinthError('StaleVersion', `the spec has version ${version}, not ${ifMatch}; read it again`);
}

/**
 * Before its plan reads anything: a base that is being retired says so first and then looks for environments, and an
 * environment shows itself first and then looks at its base. So of the two at least one sees the other.
 */
async function markUnderway(operation: Operation, ports: StartPorts): Promise<void> {
  const status = operation.kind === 'retire' ? 'retiring' : 'provisioning';
  const updatedAt = timestamp(ports.time);
  const decide = (scopeState: ScopeState): ScopeState => {
    if (scopeState.lastOperation === operation.id) return scopeState;
    const { failure: _, ...rest } = scopeState;
    return { ...rest, status, lastOperation: operation.id, updatedAt };
  };
  await updateHeldState(operation, { scope: operation.scope, decide }, ports);
}

/** Unless a second caller of the same request got further in the meantime: then its success is ours. */
async function refuse(operation: Operation, refusal: PlinthError, ports: StartPorts): Promise<Operation> {
  const now = await ports.state.readOperation(operation.id);
  if (now && isEnded(now)) await freeLock(operation, ports);
  if (now && now.status !== 'accepted') return now;
  const dropped = now === undefined || (await ports.state.dropOperation(operation.id, now.version));
  if (!dropped) return (await ports.state.readOperation(operation.id)) ?? Promise.reject(refusal);
  await freeLock(operation, ports);
  ports.log.warn(`${operation.kind} was refused`, { ...logKeys(operation), error: refusal });
  throw refusal;
}
