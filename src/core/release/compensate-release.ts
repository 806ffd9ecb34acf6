import { z } from 'zod';
import type { Operation } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { failureOfError } from '../operation/failure-from.ts';
import { say } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { NotYet } from '../stack/not-yet.ts';
import { secondsSince, timestamp } from '../time.ts';
import { deleteFailedRelease } from './delete-failed-release.ts';
import { stopMigration } from './migrate.ts';
import { findResolved } from './resolved-release.ts';
import { restoreRelease } from './restore-release.ts';
import { shiftBack } from './shift-back.ts';

/** Temporary failures have ended by then. What still fails needs an operator, who needs the lock. */
const compensateSecondsMax = 600;

/** Document `compensation`: since when one of its steps fails. */
const Compensation = z.object({ since: z.string() });

const messageLengthMax = 500;

/**
 * Compensates a release operation whose execution ended without settling it: stops its migration, shifts traffic back,
 * deletes the stack that it placed. Each step runs even when another failed. Until a step that users depend on has failed for ten
 * minutes, its error is thrown so that the caller repeats all of them; after that, and at once for a stack that was not deleted, the
 * answer says what was not undone, because an operation always ends.
 */
export async function compensateRelease(operation: Operation, why: string, ports: Ports): Promise<readonly string[]> {
  const failures: string[] = [];
  const errors: unknown[] = [];
  for (const { failed, isCleanUp, run } of compensations(operation, why, ports)) {
    try {
      await run();
    } catch (error) {
      if (!isCleanUp || error instanceof NotYet) errors.push(error);
      failures.push(`${failed}: ${textOf(error)}`.slice(0, messageLengthMax));
    }
  }
  if (failures.length === 0) return [];
  if (errors.length > 0 && secondsSince(ports.time, await failingSince(operation, ports)) < compensateSecondsMax)
    throw errors[0];
  for (const message of failures) await say(operation.id, { level: 'error', message }, ports);
  return failures;
}

interface CompensationStep {
  /** How the operation's events report its failure. */
  readonly failed: string;
  /** No user depends on it: the next release of the slot tries again. */
  readonly isCleanUp?: boolean;
  readonly run: () => Promise<void>;
}

function compensations(operation: Operation, why: string, ports: Ports): readonly CompensationStep[] {
  const { id } = operation;
  const stop = async () => {
    const resolved = await findResolved(id, ports);
    if (resolved) await stopMigration(id, resolved, ports);
  };
  const code = operation.cancelledBy === undefined ? 'ExecutionLost' : 'Cancelled';
  const restore = () => restoreRelease({ operationId: id, error: { Error: code, Cause: why } }, ports);
  const remove = async () => {
    const resolved = await findResolved(id, ports);
    const failure = failureOfError(new PlinthError(code, why));
    if (resolved) await deleteFailedRelease(operation, { resolved, failure }, ports);
  };
  return [
    { failed: 'the migration task was not stopped', run: stop },
    { failed: 'traffic was not shifted back', run: () => shiftBack({ operationId: id }, ports) },
    { failed: 'the release before was not placed again', run: restore },
    { failed: 'the stack of the release was not deleted', isCleanUp: true, run: remove },
  ];
}

async function failingSince({ id }: Operation, ports: Pick<Ports, 'state' | 'time'>): Promise<string> {
  const known = Compensation.safeParse(await ports.state.readDocument(id, 'compensation'));
  if (known.success) return known.data.since;
  const since = timestamp(ports.time);
  await ports.state.putDocument(id, 'compensation', { since });
  return since;
}

function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
