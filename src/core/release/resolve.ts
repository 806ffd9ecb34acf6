import { assertNever } from '../assert-never.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { planSteps } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { planSlot } from './configure-slot.ts';
import { holdLock } from './hold-lock.ts';
import { readContext } from './release-context.ts';
import { releaseSteps } from './release-steps.ts';
import { resolveRelease } from './resolve-release.ts';
import { resolveRetirement } from './resolve-retirement.ts';
import { type ReturnPorts, resolveReturn } from './resolve-return.ts';
import { findResolved, ReleaseTaskInput, type ResolvedRelease, releaseScope } from './resolved-release.ts';
import { withServing } from './with-serving.ts';

export const ResolveInput = ReleaseTaskInput;

type ResolvePorts = ReturnPorts & Pick<Ports, 'ids'>;

export interface ResolveOutput {
  readonly operationId: string;
  readonly entry: ResolvedRelease['entry'] | 'configure' | 'done';
  readonly gates: { readonly migrate: boolean; readonly smoke: boolean; readonly approval: boolean };
  /** The application's stack whose slot is changed first: its scope, and its key in the plan. */
  readonly configure?: { readonly scope: string; readonly stackKey: string };
  /** The release to delete: its path, and the stack's key in the plan. */
  readonly retire?: { readonly scope: string; readonly stackKey: string };
}

/**
 * Determines, under the lock, what this operation releases, into which slot, and which state follows. Run again, it answers the
 * same. Errors: ScopeLocked while a superseded release ends, Superseded, ImageNotFound, ReleaseNotFound, NothingToRollBack, ParentNotReady.
 */
export async function resolve({ operationId }: ReleaseTaskInput, ports: ResolvePorts): Promise<ResolveOutput> {
  const operation = await readOpenOperation(operationId, ports);
  const { planOnly } = operation;
  if (!planOnly) await holdLock(operation, ports);
  const resolved = (await findResolved(operationId, ports)) ?? (await resolveOnce(operationId, ports));
  if (!resolved || planOnly)
    return { operationId, entry: 'done', gates: { migrate: false, smoke: false, approval: false } };
  await planSteps(operationId, releaseSteps(resolved), ports);
  const gates = {
    migrate: resolved.migrate !== undefined,
    smoke: resolved.smoke.length > 0,
    approval: resolved.approval,
  };
  if (resolved.configures !== undefined) {
    await planSlot(await readOpenOperation(operationId, ports), resolved, ports);
    const configure = { scope: resolved.application, stackKey: resolved.configures };
    return { operationId, entry: 'configure', gates, configure };
  }
  const retire = { scope: releaseScope(resolved), stackKey: resolved.component };
  return { operationId, entry: resolved.entry, gates, ...(resolved.entry === 'retire' && { retire }) };
}

async function resolveOnce(operationId: string, ports: ResolvePorts): Promise<ResolvedRelease | undefined> {
  const operation = await readOpenOperation(operationId, ports);
  const context = await withServing(await readContext(operation, ports), ports);
  const resolved = await resolveFor(context, ports);
  if (resolved) await ports.state.putDocument(operationId, 'release', resolved);
  return resolved;
}

function resolveFor(
  context: Parameters<typeof resolveRelease>[0],
  ports: ResolvePorts,
): Promise<ResolvedRelease | undefined> {
  const { kind } = context.operation;
  switch (kind) {
    case 'release':
      return resolveRelease(context, ports);
    case 'rollback':
    case 'toggle':
      return resolveReturn(context, ports);
    case 'retire-standby':
      return resolveRetirement(context, ports);
    case 'provision':
    case 'retire':
    case 'repair':
    case 'drift':
      throw new Error(`machine release does not carry out a ${kind}`);
    default:
      return assertNever(kind);
  }
}
