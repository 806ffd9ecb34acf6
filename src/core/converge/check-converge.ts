import type { Operation } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import { readSnapshot, type Snapshot, withSpec } from '../plan/snapshot.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope, type Scope } from '../scope.ts';
import { Allow } from '../spec/allow.ts';
import { assertAllowed } from './assert-allowed.ts';
import { assertExpiry } from './assert-expiry.ts';
import { assertSpec, draftPlan, requestedSpec } from './draft-plan.ts';
import { previewClaims } from './take-claims.ts';

type Tools = Pick<Ports, 'state' | 'time' | 'catalogue' | 'settings'>;

/** The plan of an operation as things stand; nothing is written. Throws whatever makes the operation impossible. */
export async function checkConverge(operation: Operation, ports: Tools): Promise<Plan> {
  const scope = scopeOf(operation);
  const snapshot = await snapshotFor(operation, scope, ports);
  if (operation.kind === 'provision') {
    assertExpiry(scope, snapshot, ports.time);
    assertSpec(operation, scope, { snapshot, ports });
  }
  const foreseen = operation.kind === 'provision' ? previewClaims(scope, snapshot, ports) : snapshot;
  const plan = draftPlan(operation, scope, { snapshot: foreseen, ports });
  if (operation.kind === 'provision')
    assertAllowed(scope, Allow.parse(operation.request.allow), { snapshot, plan, ports });
  return plan;
}

/** The scope of a converge. Throws InvalidRequest for a release, which has a workflow of its own. */
export function scopeOf(operation: Operation): Scope {
  const scope = parseScope(operation.scope);
  if (scope && scope.layer !== 'release') return scope;
  throw new PlinthError('InvalidRequest', `'${operation.scope}' cannot be provisioned or retired on its own`);
}

/** The facts of an operation, with the spec that it brings. */
export async function snapshotFor(operation: Operation, scope: Scope, ports: Tools): Promise<Snapshot> {
  const snapshot = await readSnapshot(scope, ports);
  return operation.kind === 'provision' ? withSpec(snapshot, requestedSpec(operation, scope)) : snapshot;
}
