import { isEnded, type Operation, type ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { holderInRefusal } from '../lock/lock-refusal.ts';
import { acceptOperation } from '../operation/accept-operation.ts';
import { askedAt } from '../operation/asked-at.ts';
import { say } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { type Scope, scopePath } from '../scope.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { taggedImage, type Wanted } from '../wanted.ts';
import { acceptedImages } from './automated-applications.ts';
import { decideStart, type StartSnapshot } from './decide-start.ts';

export type ApplicationScope = Extract<Scope, { layer: 'application' }>;

/**
 * Starts the release of what an application wants and does not run. It supersedes a release that has shifted no traffic yet. Where another
 * lock refuses it, the end of what holds the lock asks again, as the sweep does. Answers the operation that was started.
 */
export async function startWanted(scope: ApplicationScope, ports: Ports): Promise<Operation | undefined> {
  const path = scopePath(scope);
  const wanted = await ports.state.readWanted(path);
  const scopeState = wanted && (await ports.state.readScopeState(path));
  if (!wanted || !scopeState || scopeState.status === 'retired') return undefined;
  const decision = decideStart(await readStart(wanted, { scope, scopeState }, ports));
  if (decision.kind === 'nothing') return undefined;
  try {
    const operation = await accept(scope, { wanted, attempt: decision.attempt }, ports);
    const { waitsFor: _, refusal: __, ...rest } = wanted;
    await note(wanted, { ...rest, attempts: decision.attempt, operationId: operation.id }, ports);
    return operation;
  } catch (error) {
    if (!(error instanceof PlinthError)) throw error;
    await keepWaiting(wanted, error, ports);
    return undefined;
  }
}

interface Application {
  readonly scope: ApplicationScope;
  readonly scopeState: ScopeState;
}

async function readStart(wanted: Wanted, { scope, scopeState }: Application, ports: Ports): Promise<StartSnapshot> {
  const { state } = ports;
  const path = wanted.scope;
  const [automation, record, release, { items: releases }, last] = await Promise.all([
    state.readAutomation(path),
    state.readSpec(path),
    scopeState.live && state.readRelease(path, scopeState.live.release),
    state.listReleases(path),
    wanted.operationId === undefined ? undefined : state.readOperation(wanted.operationId),
  ]);
  const spec = ApplicationSpec.safeParse(record?.spec).data;
  // An operation is forgotten long after its release: what is asked for now is later.
  const released = release && (await state.readOperation(release.operationId));
  return {
    wanted,
    frozen: automation?.frozen ?? false,
    accepts: spec && acceptedImages(scope.application, spec),
    live: release && { digest: release.digest, askedAt: released ? askedAt(released) : release.createdAt },
    releases,
    last,
  };
}

interface Start {
  readonly wanted: Wanted;
  readonly attempt: number;
}

/** The digest and not the tag is asked for, which may be moved meanwhile. The same attempt twice is one operation. */
function accept(scope: ApplicationScope, { wanted, attempt }: Start, ports: Ports): Promise<Operation> {
  const { repository, digest, tag, at: taggedAt, by } = wanted;
  return acceptOperation(
    {
      kind: 'release',
      scope,
      request: { image: `${repository}@${digest}`, tag, taggedAt },
      principal: by,
      trigger: 'image-pushed',
      idempotencyKey: `wanted/${taggedAt}/${digest}/${attempt}`,
    },
    ports,
  );
}

async function keepWaiting(wanted: Wanted, error: PlinthError, ports: Ports): Promise<void> {
  const { scope } = wanted;
  const waitsFor = holderInRefusal(error);
  if (waitsFor === undefined) {
    const { waitsFor: _, ...rest } = wanted;
    const refusal = `${error.code}: ${error.message}`;
    if (refusal !== wanted.refusal) ports.log.warn('the release of what is wanted was refused', { scope, error });
    return note(wanted, { ...rest, refusal }, ports);
  }
  // Its events say once that something waits for it.
  if (waitsFor === wanted.waitsFor) return;
  const holding = await ports.state.readOperation(waitsFor);
  if (holding && !isEnded(holding)) {
    const message = `${taggedImage(wanted)}, is wanted by ${scope}; its release starts when this operation has ended`;
    await say(holding.id, { level: 'info', message }, ports);
  }
  const { refusal: _, ...rest } = wanted;
  await note(wanted, { ...rest, waitsFor }, ports);
}

/** Unless something newer is wanted meanwhile. */
async function note(wanted: Wanted, next: Wanted, { state }: Pick<Ports, 'state'>): Promise<void> {
  if (JSON.stringify(next) !== JSON.stringify(wanted)) await state.putWanted(next, wanted);
}
