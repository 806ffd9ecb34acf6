import type { Operation, ScopeState, Weights } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { findOutput } from '../plan/placement.ts';
import { environmentTarget } from '../plan/placement-of.ts';
import { readSnapshot, type Snapshot } from '../plan/snapshot.ts';
import type { Ports, Target } from '../ports/index.ts';
import { parseScope, type Scope } from '../scope.ts';
import type { ApplicationSpec } from '../spec/application-spec.ts';

/** What a release operation reads before it decides anything. */
export interface ReleaseContext {
  readonly operation: Operation;
  readonly scope: Extract<Scope, { layer: 'application' }>;
  readonly snapshot: Snapshot;
  readonly spec: ApplicationSpec;
  /** Where the application runs. */
  readonly target: Target;
  readonly scopeState: ScopeState;
  /** The application's scope state, then its environment's, then the base's. */
  readonly scopeStates: readonly ScopeState[];
  /** Of each production rule, as observed under the lock. Absent before the operation has it. */
  readonly weights?: readonly Weights[];
}

/** Throws NotFound for an application without a spec, and ParentNotReady for one without stacks. */
export async function readContext(
  operation: Operation,
  ports: Pick<Ports, 'state' | 'settings'>,
): Promise<ReleaseContext> {
  const scope = parseScope(operation.scope);
  if (scope?.layer !== 'application') throw new PlinthError('Internal', `${operation.scope} is not an application`);
  const snapshot = await readSnapshot(scope, ports);
  const { application: scopeState, applicationSpec: spec, environment, base } = snapshot;
  if (!spec) throw new PlinthError('NotFound', `${operation.scope} was never provisioned`);
  if (!scopeState || !environment) throw new PlinthError('ParentNotReady', `${operation.scope} has no stacks yet`);
  const scopeStates = [scopeState, environment, ...(base ? [base] : [])];
  return {
    operation,
    scope,
    snapshot,
    spec,
    target: environmentTarget(snapshot, ports.settings),
    scopeState,
    scopeStates,
  };
}

/** The same with a release's own spec in place of the application's current one. */
export function withSpec(context: ReleaseContext, spec: ApplicationSpec | undefined): ReleaseContext {
  return spec ? { ...context, spec } : context;
}

/** An output that a release reads by name. Throws ParentNotReady. */
export function requiredOutput({ scopeStates }: ReleaseContext, component: string, output: string): string {
  const value = findOutput(scopeStates, component, output);
  if (value !== undefined) return value;
  throw new PlinthError('ParentNotReady', `\`${component}\` has no output ${output}; provision its scope first`);
}
