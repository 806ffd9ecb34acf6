import type { Component } from '../catalogue/component.ts';
import type { Operation, Release, ScopeState, StackRecord } from '../entities.ts';
import { updateHeldState } from '../operation/operation-lock.ts';
import { own } from '../own.ts';
import { allReadable } from '../plan/all-readable.ts';
import { environmentTarget } from '../plan/placement-of.ts';
import { readPlanIndex } from '../plan/plan-documents.ts';
import type { Ports, Target } from '../ports/index.ts';
import { type Scope, scopePath, stackName } from '../scope.ts';
import { EnvironmentSpec } from '../spec/environment-spec.ts';
import { timestamp } from '../time.ts';
import { scopeOf } from './converge-context.ts';
import { failedRecord } from './failed-record.ts';

type AdoptPorts = Pick<Ports, 'state' | 'stacks' | 'time' | 'catalogue' | 'settings'>;

/**
 * Puts stacks of a scope on its record that are there and on none, because the workflow that made them was stopped before
 * it could say so, or still waits for an approval. Called before a scope is retired, because a stack without a
 * record would remain. A tag identifies the stacks of the installation.
 */
export async function adoptStacks(operation: Operation, ports: AdoptPorts): Promise<void> {
  const scope = scopeOf(operation);
  const target = await targetOf(scope, ports);
  const scopes = [scope, ...(await placedReleases(operation, scope, ports))];
  for (const each of scopes) await adoptInto(each, { operation, target, mayBeThere: () => true }, ports);
}

/**
 * The same before a scope is provisioned, for what operations may have created that ended without saying so: a spec that
 * no longer names it would leave it behind.
 */
export async function adoptLostStacks(operation: Operation, ports: AdoptPorts): Promise<void> {
  const scope = scopeOf(operation);
  const { lost = [] } = (await ports.state.readScopeState(operation.scope)) ?? {};
  if (lost.length === 0) return;
  const target = await targetOf(scope, ports);
  const plans = await Promise.all(lost.map((id) => readPlanIndex(id, ports)));
  const stacks = plans.flatMap((plan) => plan?.stacks ?? []);
  const created = new Set(stacks.filter(({ action }) => action === 'create').map(({ stackName }) => stackName));
  await adoptInto(scope, { operation, target, mayBeThere: (name) => created.has(name) }, ports);
}

/** The account and region of a scope's stacks. */
export async function targetOf(
  scope: Scope,
  { state, settings }: Pick<AdoptPorts, 'state' | 'settings'>,
): Promise<Target> {
  if (!('environment' in scope)) return { account: settings.account, region: settings.region };
  const record = await state.readSpec(`environments/${scope.environment}`);
  return environmentTarget({ environmentSpec: EnvironmentSpec.parse(record?.spec ?? {}) }, settings);
}

/** Releases whose stack may be there although nothing says so: those that never went live. */
async function placedReleases(operation: Operation, scope: Scope, ports: Pick<Ports, 'state'>): Promise<Scope[]> {
  if (scope.layer !== 'application') return [];
  const items = allReadable(await ports.state.listReleases(operation.scope));
  return items
    .filter(({ status, removed }) => !removed && UNRECORDED.has(status))
    .map(({ number }) => ({ ...scope, layer: 'release', release: number }));
}

const UNRECORDED: ReadonlySet<Release['status']> = new Set(['placed', 'failed', 'superseded']);

interface Adoption {
  readonly operation: Operation;
  readonly target: Target;
  /** Whether a stack of this name is looked for. */
  readonly mayBeThere: (stackName: string) => boolean;
}

async function adoptInto(scope: Scope, { operation, target, mayBeThere }: Adoption, ports: AdoptPorts): Promise<void> {
  const path = scopePath(scope);
  const scopeState = await ports.state.readScopeState(path);
  const unknown = ports.catalogue
    .components()
    .filter(({ layer, name }) => layer === scope.layer && own(scopeState?.stacks ?? {}, name) === undefined);
  const adopted: Record<string, StackRecord> = {};
  for (const component of unknown) {
    const name = stackName(ports.settings.installation, scope, component.name);
    const found = mayBeThere(name) ? await ports.stacks.describe(target, name) : undefined;
    if (found?.tags['plinth:scope'] !== path) continue;
    const record = recordOf(component, { name, found, now: timestamp(ports.time) });
    if (record) adopted[component.name] = record;
  }
  if (Object.keys(adopted).length === 0 && scopeState?.lost === undefined) return;
  const decide = ({ lost: _, ...now }: ScopeState): ScopeState => ({ ...now, stacks: { ...adopted, ...now.stacks } });
  await updateHeldState(operation, { scope: path, decide }, ports);
}

interface UnrecordedStack {
  readonly name: string;
  readonly found: Parameters<typeof failedRecord>[1];
  readonly now: string;
}

function recordOf(
  { name: component, data }: Component,
  { name, found, now }: UnrecordedStack,
): StackRecord | undefined {
  const stack = { component, stackName: name, data, tags: { ...found.tags } };
  return failedRecord(stack, found, { previous: undefined, now });
}
