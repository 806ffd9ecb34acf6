import type { ScopeState } from '../entities.ts';
import type { PlanIndex } from '../plan/plan-documents.ts';
import type { Ports } from '../ports/index.ts';
import { leftLabel } from '../retained.ts';
import { parseScope } from '../scope.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { applicationUrl, environmentUrl } from './application-url.ts';
import type { StackOutcome } from './documents.ts';

type Result = Readonly<Record<string, unknown>>;

/** What people want to know after a success: which stacks changed, what they answer, and where to look at it. */
export async function convergeResult(
  plan: PlanIndex,
  outcomes: ReadonlyMap<string, StackOutcome>,
  ports: Pick<Ports, 'state'>,
): Promise<Result> {
  const scopeState = await ports.state.readScopeState(plan.scope);
  const stacks = plan.stacks.map(({ stackKey, stackName, action, data }) => ({
    stackKey,
    stackName,
    action,
    ...(action === 'keep' && plan.wish === 'absent' && { kept: data ? 'holds data' : 'data needs it' }),
    ...outcomeView(outcomes.get(stackKey)),
  }));
  if (plan.wish === 'absent') return { stacks };
  const url = await scopeUrl(plan.scope, scopeState, ports);
  return { stacks, outputs: outputsByComponent(scopeState), ...(url !== undefined && { url }) };
}

function outcomeView(outcome: StackOutcome | undefined): Result {
  if (!outcome) return {};
  const { endedAt, retained } = outcome;
  return { endedAt, ...(retained.length > 0 && { retained: retained.map(leftLabel) }) };
}

function outputsByComponent(scopeState: ScopeState | undefined): Result {
  return Object.fromEntries(
    Object.values(scopeState?.stacks ?? {}).map(({ component, outputs }) => [component, outputs]),
  );
}

async function scopeUrl(path: string, scopeState: ScopeState | undefined, ports: Pick<Ports, 'state'>) {
  const scope = parseScope(path);
  if (scope?.layer === 'environment') return environmentUrl(scopeState);
  if (scope?.layer !== 'application') return undefined;
  const environment = await ports.state.readScopeState(`environments/${scope.environment}`);
  const record = await ports.state.readSpec(path);
  return record && applicationUrl(ApplicationSpec.parse(record.spec), { application: scopeState, environment });
}
