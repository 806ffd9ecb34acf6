import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Operation, ScopeClaim, ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { isRemoved } from '../plan/availability.ts';
import { type ChildUses, readChildUses } from '../plan/child-uses.ts';
import { readSnapshot, type Snapshot, withSpec } from '../plan/snapshot.ts';
import type { Ports } from '../ports/index.ts';
import { parentScope, parseScope, type Scope, scopePath } from '../scope.ts';
import { Allow } from '../spec/allow.ts';
import { parseBody } from '../spec/parse-body.ts';
import { RetireRequest } from '../spec/retire-request.ts';
import { parseScopeSpec, type ScopeSpec } from '../spec/scope-spec.ts';
import { type WantedComponent, wantedComponents } from '../spec/wanted-components.ts';
import type { RestoredRelease } from './look-at-stacks.ts';

export interface ProvisionRequest {
  readonly kind: 'provision';
  readonly spec: ScopeSpec;
  readonly wanted: readonly WantedComponent[];
  /** Names of the stacks that this request may harm. */
  readonly allow: readonly string[];
}

/** All that an operation of the machine `converge` reads before it decides anything, its request read once. */
export interface ConvergeContext<R = ProvisionRequest | ({ readonly kind: 'retire' } & RetireRequest)> {
  readonly operation: Operation;
  readonly scope: ConvergeScope;
  readonly request: R;
  /** With the spec of the request. */
  readonly snapshot: Snapshot;
  /** What the children of the parent have claimed, the scope itself among them. */
  readonly claims: readonly ScopeClaim[];
  /** What applications in the scope use. Read only where the request removes a stack that they might use. */
  readonly childUses: readonly ChildUses[];
  /** The live release, when its stacks have to be made again. */
  readonly restored?: RestoredRelease | undefined;
}

export type ProvisionContext = ConvergeContext<ProvisionRequest>;

/** Throws InvalidRequest for a request that its schema refuses, and UnknownComponent. */
export async function readContext(
  operation: Operation,
  ports: Pick<Ports, 'state' | 'catalogue'>,
  known: readonly ChildUses[] = [],
): Promise<ConvergeContext> {
  const scope = scopeOf(operation);
  const snapshot = await readSnapshot(scope, ports);
  const request = requestOf({ operation, scope, snapshot }, ports.catalogue);
  if (request.kind === 'retire') return { operation, scope, request, snapshot, claims: [], childUses: [] };
  const parent = parentScope(scope);
  const claims = parent ? await ports.state.listClaims(scopePath(parent)) : [];
  const context = { operation, scope, request, snapshot: withSpec(snapshot, request.spec), claims, childUses: [] };
  return removesStacks(context)
    ? { ...context, childUses: await readChildUses(snapshot.children, known, ports) }
    : context;
}

/** Whether the operation provisions its scope. */
export function provisions(context: ConvergeContext): context is ProvisionContext {
  return context.request.kind === 'provision';
}

/** The state of the operation's own scope. */
export function ownState({ operation, snapshot }: ConvergeContext): ScopeState | undefined {
  const states = [snapshot.application, snapshot.environment, snapshot.base];
  return states.find((state) => state?.scope === operation.scope);
}

/** A scope that is provisioned and retired on its own. */
export type ConvergeScope = Exclude<Scope, { readonly layer: 'release' | 'repository' }>;

/** The scope of a converge. Throws InvalidRequest for a release, which the machine `release` provisions, and for a repository. */
export function scopeOf(operation: Operation): ConvergeScope {
  const scope = parseScope(operation.scope);
  if (scope && scope.layer !== 'release' && scope.layer !== 'repository') return scope;
  throw new PlinthError('InvalidRequest', `'${operation.scope}' cannot be provisioned or retired on its own`);
}

function requestOf(
  { operation, scope, snapshot }: Pick<ConvergeContext, 'operation' | 'scope' | 'snapshot'>,
  catalogue: Catalogue,
): ConvergeContext['request'] {
  const { ifMatch: _, ...asked } = operation.request;
  if (operation.kind === 'retire') return { kind: 'retire', ...parseBody(RetireRequest, asked) };
  const spec =
    operation.kind === 'repair' ? recordedSpec(scope, snapshot) : parseScopeSpec(scope.layer, asked.spec ?? {});
  return { kind: 'provision', spec, wanted: wantedComponents(spec, catalogue), allow: Allow.parse(asked.allow) };
}

/** A repair provisions what was asked for last. Throws NotFound for a scope that was never provisioned. */
function recordedSpec(scope: ConvergeScope, { baseSpec, environmentSpec, ...snapshot }: Snapshot): ScopeSpec {
  const state = { base: snapshot.base, environment: snapshot.environment, application: snapshot.application }[
    scope.layer
  ];
  if (!state || state.status === 'retired') throw new PlinthError('NotFound', `${scopePath(scope)} is not provisioned`);
  if (scope.layer === 'base') return { layer: 'base', spec: baseSpec };
  if (scope.layer === 'environment') return { layer: 'environment', spec: environmentSpec };
  if (snapshot.applicationSpec) return { layer: 'application', spec: snapshot.applicationSpec };
  throw new PlinthError('NotFound', `${scopePath(scope)} was never provisioned`);
}

function removesStacks(context: ProvisionContext): boolean {
  if (context.scope.layer === 'application') return false;
  return Object.values(ownState(context)?.stacks ?? {}).some((record) => isRemoved(record, context.request));
}
