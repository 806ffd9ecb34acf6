import { z } from 'zod';
import type { Plan } from '../plan/plan.ts';
import { writePlan } from '../plan/plan-documents.ts';
import type { Ports } from '../ports/index.ts';
import { deletionOf } from './plan-release.ts';
import type { ReleaseContext } from './release-context.ts';
import type { ResolvedRelease } from './resolved-release.ts';
import { resolvedWithoutGates } from './resolved-standby.ts';

const RetirementRequest = z.object({ release: z.number().int() });

/** The standby release to delete, with its plan. Undefined: the release is not a standby any more. */
export async function resolveRetirement(
  context: ReleaseContext,
  ports: Pick<Ports, 'state' | 'settings'>,
): Promise<ResolvedRelease | undefined> {
  const { operation, scopeState } = context;
  const { release: number } = RetirementRequest.parse(operation.request);
  const release = await ports.state.readRelease(operation.scope, number);
  if (release?.status !== 'standby' || number === scopeState.live?.release) return undefined;
  const resolved = resolvedWithoutGates(context, release, ports.settings);
  const { component } = resolved;
  const plan: Plan = {
    operationId: operation.id,
    scope: operation.scope,
    wish: 'absent',
    planOnly: false,
    stacks: [await deletionOf(context, { stackKey: component, component, number: release.number }, ports)],
  };
  if (!operation.planOnly) await writePlan(plan, ports);
  return { ...resolved, entry: 'retire', schedule: [] };
}
