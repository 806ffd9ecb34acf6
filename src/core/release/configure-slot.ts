import type { OpenOperation, Operation, ScopeState, Slot } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { assertNotSuperseded } from '../operation/assert-not-superseded.ts';
import { updateHeldState } from '../operation/operation-lock.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import { own } from '../own.ts';
import type { PlannedStack } from '../plan/plan.ts';
import { findPlannedStack, writePlannedStack } from '../plan/plan-documents.ts';
import { slotSettingNames, slotSettings } from '../plan/slot-settings.ts';
import { withRecord } from '../plan/stack-record.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from '../stack/assert-still-holds.ts';
import { readResult } from '../stack/stack-result.ts';
import { assertSlotUnused } from './assert-emptiable.ts';
import type { TrafficPorts } from './move-traffic.ts';
import { type ReleaseContext, readContext, withSpec } from './release-context.ts';
import { stepDescription } from './release-steps.ts';
import type { ResolvedRelease } from './resolved-release.ts';
import { resolveAnew } from './retake-lock.ts';
import { retireOccupants } from './retire-occupants.ts';
import { slotStack } from './slot-stack.ts';

type ConfigurePorts = TrafficPorts & Pick<Ports, 'state' | 'settings' | 'catalogue' | 'time' | 'ids'>;

/**
 * Plans the change of the slot's target group that the state "Configure slot" carries out. No roll back uses what is in the slot
 * from here on. The slot's settings leave the record until the stack is there: a change that is cut off leaves them unknown,
 * so that the next release sets them again. Run again, it plans nothing more. Errors: TrafficServed, ParentNotReady, Superseded,
 * Fenced.
 */
export async function planSlot(
  operation: OpenOperation,
  resolved: ResolvedRelease,
  ports: ConfigurePorts,
): Promise<void> {
  const { configures: stackKey, application: scope, slot, spec } = resolved;
  assertNotSuperseded(operation);
  if (stackKey === undefined || (await findPlannedStack({ operationId: operation.id, stackKey }, ports))) return;
  await startStep(operation.id, { name: 'configure-slot', description: stepDescription('configure-slot') }, ports);
  await assertSlotUnused(resolved, ports);
  const stack = configuredStack(withSpec(await readContext(operation, ports), spec), slot, ports);
  await assertStillHolds(operation.id, ports);
  await retireOccupants(resolved, ports);
  await updateHeldState(operation, { scope, decide: (now) => withUnknownSlot(now, stackKey, slot) }, ports);
  await writePlannedStack(stack, { operationId: operation.id, scope, planOnly: false, stacks: [] }, ports);
}

/** The update of the application's stack that changes nothing but one slot. Throws ParentNotReady. */
function configuredStack(context: ReleaseContext, slot: Slot, { catalogue }: Pick<Ports, 'catalogue'>): PlannedStack {
  const { operation, target, spec } = context;
  const found = slotStack(context, catalogue);
  if (!found) throw new PlinthError('ParentNotReady', `${operation.scope} has no slots; provision it first`);
  const { component, record } = found;
  const values: Readonly<Record<string, string>> = { ...record.parameters, ...slotSettings(slot, spec) };
  const parameters = component.parameters.map(({ name, default: usual }) => {
    const value = own(values, name) ?? usual;
    if (value !== undefined) return [name, { value }];
    const message = `\`${component.name}\` of ${operation.scope} has no ${name} yet; provision it again, then release`;
    throw new PlinthError('ParentNotReady', message);
  });
  return {
    stackKey: component.name,
    component: component.name,
    scope: operation.scope,
    target,
    stackName: record.stackName,
    stackId: record.stackId,
    action: 'update',
    parameters: Object.fromEntries(parameters),
    requires: [],
    data: component.data,
    allowed: false,
    templateHash: component.templateHash,
    tags: record.tags,
    description: component.summary,
  };
}

function withUnknownSlot(state: ScopeState, component: string, slot: Slot): ScopeState {
  const record = own(state.stacks, component);
  if (!record) return state;
  const names = slotSettingNames(slot);
  const parameters = Object.entries(record.parameters).filter(([name]) => !names.has(name));
  return withRecord(state, { ...record, parameters: Object.fromEntries(parameters) });
}

/**
 * Records the application's stack once its slot is as the release needs it, and answers the release with the target groups that
 * there are now: another port of instances is another group. Errors: StackFailed, Fenced.
 */
export async function recordSlot(
  operation: Operation,
  resolved: ResolvedRelease,
  ports: ConfigurePorts,
): Promise<ResolvedRelease> {
  const { configures, application: scope, slot } = resolved;
  if (configures === undefined) return resolved;
  const result = await readResult(operation.id, configures, ports);
  if (result?.status !== 'present') {
    throw new PlinthError('StackFailed', `slot ${slot} of ${scope} was not changed for the release`);
  }
  await updateHeldState(operation, { scope, decide: (now) => withRecord(now, result.record) }, ports);
  await endStep(operation.id, 'configure-slot', { status: 'succeeded', ports });
  return resolveAnew(operation, ports);
}
