import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Component } from '../catalogue/component.ts';
import { offeredOutputs, requiredComponents } from '../catalogue/required-components.ts';
import type { ScopeState, StackRecord } from '../entities.ts';
import { scopePath, stackName } from '../scope.ts';
import { assertFixed } from './assert-fixed.ts';
import { assertRules } from './assert-rules.ts';
import { assertSameAccountAndRegion } from './assert-same-account-and-region.ts';
import { isRemoved, plannedAvailability } from './availability.ts';
import { foreseenParameters } from './foreseen-parameters.ts';
import { inOrder } from './in-order.ts';
import { awaitedStack, findRecord, type ParentInProgress, type Placement, type WantedStack } from './placement.ts';
import type { AwaitedStack, PlannedAction, PlannedStack } from './plan.ts';
import { plannedCost } from './planned-cost.ts';
import { plannedDeletion } from './planned-deletion.ts';
import { isUpToDate, isUsable } from './stack-record.ts';
import { stackTags } from './stack-tags.ts';
import { wireParameters } from './wire-parameters.ts';
import { withRequirements } from './with-requirements.ts';

export interface ProvisionRequest {
  readonly operationId: string;
  readonly installation: string;
  readonly catalogue: Catalogue;
  readonly wanted: readonly WantedStack[];
  /** Stacks that come later: only their rules are asked now, as far as it is known what they will build on. */
  readonly later?: readonly WantedStack[];
  /** The plan is only to be looked at. */
  readonly planOnly?: boolean;
  /** The scope's own placement and state. The plan deletes its stacks that are no longer wanted, unless they have data. */
  readonly placement: Placement;
  readonly scopeState: ScopeState | undefined;
  /** Scope states to look for outputs in: the scope's own first, then its parents'. */
  readonly scopeStates: readonly ScopeState[];
  /** What other operations are creating in the scope's parents. */
  readonly parentsInProgress?: readonly ParentInProgress[];
  /** Stacks whose data the request gives up by name. */
  readonly allow: readonly string[];
}

/** The stacks to create, update, keep and delete, each after all that it requires. Pure. */
export function planProvision(request: ProvisionRequest): readonly PlannedStack[] {
  const { catalogue, parentsInProgress = [] } = request;
  const available = plannedAvailability(request);
  const edges = request.wanted.map((wanted) => {
    const required = requiredComponents(wanted.component, catalogue, available);
    return {
      stackKey: wanted.stackKey ?? wanted.component.name,
      requires: required.map(({ name }) => name),
      wanted,
      required,
    };
  });
  const planned = new Map<string, PlannedStack>();
  const foreseen = new Map<string, PlannedStack['parameters']>();
  const changes = (component: string) => (planned.get(component)?.action ?? 'keep') !== 'keep';
  const record = (component: string) => findRecord(request.scopeStates, component);
  const offered = (component: Component) => offeredOutputs(component, catalogue, available);
  const awaited = (component: string) =>
    planned.has(component) ? undefined : awaitedStack(parentsInProgress, component);
  const wired = (wanted: WantedStack, required: readonly Component[]) => {
    const parameters = wireParameters({ wanted, required, offered, changes, record, awaited });
    const known = foreseenParameters(parameters, required, foreseen);
    assertRules(wanted.component, { parameters: known, values: wanted.values });
    return { parameters, known };
  };
  for (const { stackKey, requires, wanted, required } of inOrder(edges)) {
    const { parameters, known } = wired(wanted, required);
    const awaits = [...requires, stackKey].flatMap((name) => awaited(name) ?? []);
    foreseen.set(stackKey, known);
    assertSameAccountAndRegion(wanted);
    assertFixed(wanted.component, { parameters, record: ownRecord(wanted, request) });
    planned.set(
      stackKey,
      plannedStack(request, { stackKey, wanted, parameters, known, requires: requires.filter(changes), awaits }),
    );
  }
  for (const wanted of request.later ?? []) {
    const required = requiredComponents(wanted.component, catalogue, { ...available, uses: () => wanted.uses });
    const isThere = ({ name }: Component) => changes(name) || awaited(name) !== undefined || exists(record(name));
    if (required.every(isThere)) wired(wanted, required);
  }
  const present = [...planned.values()];
  return [...present, ...leftovers(request, present)];
}

function ownRecord({ component, recordedIn }: WantedStack, { scopeStates }: ProvisionRequest): StackRecord | undefined {
  return findRecord(recordedIn ?? scopeStates, component.name);
}

interface Draft extends Pick<PlannedStack, 'stackKey' | 'parameters' | 'requires'> {
  readonly wanted: WantedStack;
  /** The parameters with the outputs that can be foreseen. */
  readonly known: PlannedStack['parameters'];
  readonly awaits: readonly AwaitedStack[];
}

function plannedStack(request: ProvisionRequest, draft: Draft): PlannedStack {
  const { stackKey, wanted, parameters, known, requires, awaits } = draft;
  const { component, placement } = wanted;
  const record = ownRecord(wanted, request);
  const name = stackName(request.installation, placement.scope, component.name);
  const tags = stackTags({ request, placement, component: component.name, record });
  const same = record !== undefined && isUpToDate(record, { component, parameters, tags });
  return {
    stackKey,
    component: component.name,
    scope: scopePath(placement.scope),
    target: placement.target,
    stackName: record?.stackName ?? name,
    ...(record && { stackId: record.stackId }),
    action: same ? 'keep' : actionFor(record),
    parameters,
    ...(request.planOnly && { foreseen: repeatedParameters(parameters, known) }),
    requires,
    ...(awaits.length > 0 && { awaits: [...awaits] }),
    ...(record?.missing && { restores: true }),
    ...(placement.mode === 'express' && !component.standard && !record?.missing && { mode: placement.mode }),
    data: component.data,
    allowed: request.allow.includes(name),
    templateHash: component.templateHash,
    tags,
    description: component.summary,
    monthlyCost: plannedCost(component, { before: record, after: knownParameters(known) }),
  };
}

function repeatedParameters(parameters: PlannedStack['parameters'], known: PlannedStack['parameters']) {
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, planned]) => {
      return 'value' in planned && planned !== parameters[name] ? [[name, planned]] : [];
    }),
  );
}

function knownParameters(parameters: PlannedStack['parameters']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, planned]) => ('value' in planned ? [[name, planned.value]] : [])),
  );
}

function exists(record: StackRecord | undefined): boolean {
  return record !== undefined && isUsable(record);
}

function actionFor(record: StackRecord | undefined): PlannedAction {
  return exists(record) ? 'update' : 'create';
}

/**
 * Stacks of the scope that the spec no longer names. They are deleted last, when no stack requires them any more. Those with data are kept, with what
 * it requires.
 */
function leftovers(request: ProvisionRequest, present: readonly PlannedStack[]): readonly PlannedStack[] {
  const { scopeState, placement, catalogue, allow } = request;
  const wanted = new Set(present.map(({ component }) => component));
  const records = Object.values(scopeState?.stacks ?? {});
  const unwanted = records.filter(({ component }) => !wanted.has(component));
  const needed = withRequirements(
    unwanted.filter((record) => !isRemoved(record, request)),
    { records, catalogue },
  );
  const deletions = plannedDeletion({
    catalogue,
    stacks: unwanted.map((record) => {
      return {
        record,
        stackKey: record.component,
        placement,
        isDeleted: isRemoved(record, request) && !needed.has(record.component),
      };
    }),
    allow,
  });
  const changing = present.filter(({ action }) => action !== 'keep').map(({ stackKey }) => stackKey);
  return deletions.map((stack) =>
    stack.action === 'keep' ? stack : { ...stack, requires: [...changing, ...stack.requires] },
  );
}
