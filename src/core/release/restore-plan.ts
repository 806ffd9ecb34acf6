import type { Operation, Release } from '../entities.ts';
import { containerEnvironment } from '../plan/container-environment.ts';
import { writePlannedStack } from '../plan/plan-documents.ts';
import type { Ports } from '../ports/index.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { assertStillHolds } from '../stack/assert-still-holds.ts';
import { deletionKey, releasePlacement, releaseStacks } from './plan-release.ts';
import { readContext, withSpec } from './release-context.ts';
import { type ResolvedRelease, releaseScope } from './resolved-release.ts';

interface Restored {
  readonly operation: Operation;
  readonly resolved: ResolvedRelease;
  /** The release that was live before. */
  readonly before: Release;
}

type RestorePlanPorts = Pick<Ports, 'state' | 'settings' | 'catalogue' | 'workflows'>;

/** The key in the operation's plan of the stack that comes back. */
export function restoreKey(component: string, number: number): string {
  return `${deletionKey(component, number)}-again`;
}

/** The key in the operation's plan of the deletion that made room. */
export function deletionOfBefore({ component }: ResolvedRelease, { number }: Release): string {
  return deletionKey(component, number);
}

/** Whether this operation began to place the release before again. */
export async function readRestore(operationId: string, ports: Pick<Ports, 'state'>): Promise<boolean> {
  return (await ports.state.readDocument(operationId, 'restore')) !== undefined;
}

/** Starts the change of the stack of the release before, with its own digest and spec. Run again, it starts the same one. */
export async function beginRestore({ operation, resolved, before }: Restored, ports: RestorePlanPorts): Promise<void> {
  const { component, application } = resolved;
  const own = ApplicationSpec.safeParse(before.spec).data;
  const context = withSpec(await readContext(operation, ports), own);
  const stackKey = restoreKey(component, before.number);
  const placement = releasePlacement(context, before, ports.settings);
  const stack = releaseStacks(context, placement, ports).find((planned) => planned.component === component);
  if (!stack) return;
  const container = containerEnvironment(context.spec, ports.catalogue, context.scopeStates);
  await ports.state.putDocument(operation.id, 'container', container);
  const plan = { operationId: operation.id, scope: application, planOnly: false, stacks: [] };
  await writePlannedStack({ ...stack, stackKey }, plan, ports);
  await assertStillHolds(operation.id, ports);
  const scope = releaseScope({ application, number: before.number });
  await ports.workflows.start('change-stack', `${operation.id}-${stackKey}`, {
    operationId: operation.id,
    scope,
    stackKey,
  });
  await ports.state.putDocument(operation.id, 'restore', { release: before.number });
}
