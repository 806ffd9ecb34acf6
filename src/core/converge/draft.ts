import { z } from 'zod';
import type { ScopeState } from '../entities.ts';
import { requestHash } from '../operation/request-hash.ts';
import { ChildUses } from '../plan/child-uses.ts';
import { Plan } from '../plan/plan.ts';
import type { OperationDocuments, Ports } from '../ports/index.ts';
import { assertAllowed } from './assert-allowed.ts';
import { assertExpiry } from './assert-expiry.ts';
import { assertHost } from './assert-host.ts';
import { assertUses } from './assert-uses.ts';
import { type ConvergeContext, type ProvisionContext, provisions } from './converge-context.ts';
import { draftPlan } from './draft-plan.ts';
import { parentsOf } from './parents-of.ts';
import { previewClaims } from './take-claims.ts';

/** An item of DynamoDB has at most 409,600 bytes. */
const draftLengthMax = 200_000;

type DraftPorts = Pick<Ports, 'time' | 'catalogue' | 'settings'>;

/** Document `draft` of an operation: the plan that its request was checked with. */
export const Draft = z.object({
  plan: Plan,
  /** Hash of all that the plan was computed from: as long as it is the same, so is the plan. */
  basis: z.string(),
  childUses: z.array(ChildUses),
});
export type Draft = z.infer<typeof Draft>;

/** The plan of an operation as things are. Throws whatever makes the operation impossible. Pure. */
export function draftOf(context: ConvergeContext, ports: DraftPorts): Draft {
  if (provisions(context)) assertRequest(context, ports);
  const claimed = provisions(context) ? previewClaims(context, ports) : context;
  const plan = draftPlan(claimed, ports);
  if (provisions(context)) assertAllowed(context, ports);
  return { plan, basis: basisOf(claimed, ports), childUses: [...context.childUses] };
}

/** The plan on this context, in which the claims are taken: the draft's, where it was computed from the same. */
export function currentPlan(claimed: ConvergeContext, draft: Draft | undefined, ports: DraftPorts): Plan {
  return draft?.basis === basisOf(claimed, ports) ? draft.plan : draftPlan(claimed, ports);
}

/** What an operation keeps of its draft. One that is too large for an item of the state is computed again instead. */
export function draftDocuments(draft: Draft): OperationDocuments {
  return JSON.stringify(draft).length > draftLengthMax ? {} : { draft };
}

export async function readDraft(operationId: string, ports: Pick<Ports, 'state'>): Promise<Draft | undefined> {
  const document = await ports.state.readDocument(operationId, 'draft');
  return document === undefined ? undefined : Draft.parse(document);
}

/** What a spec has wrong of itself comes before what other scopes have claimed already. */
function assertRequest(context: ProvisionContext, { time, catalogue }: DraftPorts): void {
  const { scope, snapshot, request } = context;
  assertExpiry(scope, snapshot, time);
  if (request.spec.layer !== 'application') return;
  assertUses(request.spec.spec, parentsOf(snapshot, catalogue));
  assertHost(request.spec.spec, snapshot.environmentSpec);
}

function basisOf({ operation, snapshot, childUses }: ConvergeContext, { catalogue, settings }: DraftPorts): string {
  const { base, environment, application, children, repositories, ...rest } = snapshot;
  const isOwn = (scopeState: ScopeState | undefined) =>
    scopeState === undefined || scopeState.scope === operation.scope;
  const states = [base, environment, application].map((scopeState) => ({
    ...plannedFrom(scopeState),
    // The operation itself sets this one when it starts.
    status: isOwn(scopeState) ? undefined : scopeState?.status,
  }));
  return requestHash({
    settings: [settings.installation, settings.account, settings.region],
    templates: catalogue.components().map(({ templateHash }) => templateHash),
    states,
    children: children.map((child) => ({ ...plannedFrom(child), scope: child.scope, status: child.status })),
    repositories: repositories.map(({ scope, stacks }) => ({ scope, stacks })),
    uses: childUses.map(({ scope, uses }) => [scope, uses]),
    ...rest,
  });
}

/** Of a scope's state all that a plan depends on. */
function plannedFrom(scopeState: ScopeState | undefined) {
  const { stacks = {}, live } = scopeState ?? {};
  return { stacks, live };
}
