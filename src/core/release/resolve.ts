import { assertNever } from '../assert-never.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { planSteps } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { readContext } from './release-context.ts';
import { findFacts, type ReleaseFacts, ReleaseStep, releaseScope } from './release-facts.ts';
import { releaseSteps } from './release-steps.ts';
import { resolveRelease } from './resolve-release.ts';
import { resolveRetirement } from './resolve-retirement.ts';
import { type ReturnPorts, resolveReturn } from './resolve-return.ts';

export const ResolveInput = ReleaseStep;

type ResolvePorts = ReturnPorts & Pick<Ports, 'ids'>;

export interface Resolved {
  readonly operationId: string;
  readonly entry: ReleaseFacts['entry'] | 'done';
  readonly gates: { readonly migrate: boolean; readonly smoke: boolean; readonly approval: boolean };
  /** The release whose stack goes: its path, and the stack's key in the plan. */
  readonly retire?: { readonly scope: string; readonly stackKey: string };
}

/**
 * Says what this operation releases, into which slot, and where the workflow enters. Asked again, it answers what it
 * found the first time. Errors: ImageNotFound, ReleaseNotFound, NothingToRollBack, ParentNotReady.
 */
export async function resolve({ operationId }: ReleaseStep, ports: ResolvePorts): Promise<Resolved> {
  const { planOnly } = await readOpenOperation(operationId, ports);
  const facts = (await findFacts(operationId, ports)) ?? (await resolveFacts(operationId, ports));
  if (!facts || planOnly)
    return { operationId, entry: 'done', gates: { migrate: false, smoke: false, approval: false } };
  await planSteps(operationId, releaseSteps(facts), ports);
  const gates = { migrate: facts.migrate !== undefined, smoke: facts.smoke.length > 0, approval: facts.approval };
  const retire = { scope: releaseScope(facts), stackKey: facts.component };
  return { operationId, entry: facts.entry, gates, ...(facts.entry === 'retire' && { retire }) };
}

async function resolveFacts(operationId: string, ports: ResolvePorts): Promise<ReleaseFacts | undefined> {
  const operation = await readOpenOperation(operationId, ports);
  const context = await readContext(operation, ports);
  const facts = await factsFor(context, ports);
  if (facts) await ports.state.putDocument(operationId, 'release', facts);
  return facts;
}

function factsFor(
  context: Parameters<typeof resolveRelease>[0],
  ports: ResolvePorts,
): Promise<ReleaseFacts | undefined> {
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
      throw new Error(`a ${kind} is no release`);
    default:
      return assertNever(kind);
  }
}
