import { PlinthError } from '../errors.ts';
import type { Snapshot } from '../plan/snapshot.ts';
import type { Time } from '../ports/index.ts';
import type { Scope } from '../scope.ts';
import { secondsSince } from '../time.ts';

/**
 * Throws for what would be retired as soon as it is provisioned: InvalidRequest for an environment, ParentNotReady for an
 * application in one. InvalidRequest, too, for an environment that never is retired, and still expires.
 */
export function assertExpiry(scope: Scope, { environmentSpec }: Pick<Snapshot, 'environmentSpec'>, time: Time): void {
  const { expires, protected: isProtected } = environmentSpec;
  if (expires === undefined) return;
  const isOver = secondsSince(time, expires) >= 0;
  if (scope.layer === 'environment' && isProtected) {
    throw refusal('a protected environment cannot expire; remove `expires` or `protected`');
  }
  if (scope.layer === 'environment' && isOver) throw refusal(`${expires} is in the past; use a later time`);
  if (scope.layer === 'application' && isOver) {
    throw new PlinthError('ParentNotReady', `the environment expired at ${expires}; give it a later time first`);
  }
}

function refusal(message: string): PlinthError {
  return new PlinthError('InvalidRequest', message, { fields: [{ pointer: '/expires', message }] });
}
