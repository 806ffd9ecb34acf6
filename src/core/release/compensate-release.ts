import { z } from 'zod';
import type { Operation } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { failureOfError } from '../operation/failure-from.ts';
import { say } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { secondsSince, timestamp } from '../time.ts';
import { deleteFailedRelease } from './delete-failed-release.ts';
import { stopMigration } from './migrate.ts';
import { findResolved } from './resolved-release.ts';
import { shiftBack } from './shift-back.ts';

/** What passes by itself has passed by then; what is left needs a person, who needs the lock. */
const compensateSecondsMax = 600;

/** Document `compensation`: since when a part of it fails. */
const Compensation = z.object({ since: z.string() });

const messageLengthMax = 500;

/**
 * Takes back what a release operation did whose workflow is gone: its migration stops, its traffic goes where it was, what
 * it placed goes. No part keeps another from it. While a part has not failed for long, throws what it threw, to be run
 * again. After that it says what is left, and answers it: an operation always ends.
 */
export async function compensateRelease(operation: Operation, why: string, ports: Ports): Promise<readonly string[]> {
  const left: string[] = [];
  const errors: unknown[] = [];
  for (const { what, act } of partsOf(operation, why, ports)) {
    try {
      await act();
    } catch (error) {
      errors.push(error);
      left.push(`${what}: ${wordsOf(error)}`.slice(0, messageLengthMax));
    }
  }
  if (errors.length === 0) return [];
  if (secondsSince(ports.time, await failingSince(operation, ports)) < compensateSecondsMax) throw errors[0];
  for (const message of left) await say(operation.id, { level: 'error', message }, ports);
  return left;
}

interface Part {
  /** How it reads when it failed. */
  readonly what: string;
  readonly act: () => Promise<void>;
}

function partsOf(operation: Operation, why: string, ports: Ports): readonly Part[] {
  const { id } = operation;
  const stop = async () => {
    const resolved = await findResolved(id, ports);
    if (resolved?.migrate) await stopMigration(id, resolved, ports);
  };
  const remove = async () => {
    const resolved = await findResolved(id, ports);
    const code = operation.cancelledBy === undefined ? 'ExecutionLost' : 'Cancelled';
    if (resolved)
      await deleteFailedRelease(operation, { resolved, failure: failureOfError(new PlinthError(code, why)) }, ports);
  };
  return [
    { what: 'its migration could not be stopped', act: stop },
    { what: 'traffic could not be put back', act: () => shiftBack({ operationId: id }, ports) },
    { what: 'what it placed could not be removed', act: remove },
  ];
}

async function failingSince({ id }: Operation, ports: Pick<Ports, 'state' | 'time'>): Promise<string> {
  const known = Compensation.safeParse(await ports.state.readDocument(id, 'compensation'));
  if (known.success) return known.data.since;
  const since = timestamp(ports.time);
  await ports.state.putDocument(id, 'compensation', { since });
  return since;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
