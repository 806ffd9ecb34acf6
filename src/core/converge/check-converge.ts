import type { Operation } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope, type Scope } from '../scope.ts';
import { Allow } from '../spec/allow.ts';
import { checkAllow } from './check-allow.ts';
import { checkExpiry } from './check-expiry.ts';
import { checkSpec, draftPlan, requestedSpec } from './draft-plan.ts';
import { type Facts, readFacts, withSpec } from './facts.ts';
import { foreseeClaims } from './take-claims.ts';

type Tools = Pick<Ports, 'state' | 'time' | 'catalogue' | 'settings'>;

/** The plan of an operation as things stand; nothing is written. Throws whatever makes the operation impossible. */
export async function checkConverge(operation: Operation, ports: Tools): Promise<Plan> {
  const scope = scopeOf(operation);
  const facts = await factsFor(operation, scope, ports);
  if (operation.kind === 'provision') {
    checkExpiry(scope, facts, ports.time);
    checkSpec(operation, scope, { facts, ports });
  }
  const foreseen = operation.kind === 'provision' ? foreseeClaims(scope, facts, ports) : facts;
  const plan = draftPlan(operation, scope, { facts: foreseen, ports });
  if (operation.kind === 'provision') checkAllow(scope, Allow.parse(operation.request.allow), { facts, plan, ports });
  return plan;
}

/** The scope of a converge. Throws InvalidRequest for a release, which has a workflow of its own. */
export function scopeOf(operation: Operation): Scope {
  const scope = parseScope(operation.scope);
  if (scope && scope.layer !== 'release') return scope;
  throw new PlinthError('InvalidRequest', `'${operation.scope}' cannot be provisioned or retired by itself`);
}

/** The facts of an operation, with the spec that it brings. */
export async function factsFor(operation: Operation, scope: Scope, ports: Tools): Promise<Facts> {
  const facts = await readFacts(scope, ports);
  return operation.kind === 'provision' ? withSpec(facts, requestedSpec(operation, scope)) : facts;
}
