import type { Failure } from '../entities.ts';
import { newestEvidence } from '../evidence.ts';
import type { ObservedWorkload, Ports } from '../ports/index.ts';
import { readDiagnosis } from '../stack/stack-result.ts';
import { FailedReleaseTaskInput, releaseFailure } from './release-failure.ts';
import { findResolved, type ResolvedRelease } from './resolved-release.ts';

export const DiagnoseReleaseInput = FailedReleaseTaskInput;

const logLinesMax = 15;
const stopsMax = 3;

/** Failures that the release's tasks and logs explain. */
const TASK_FAILURES: ReadonlySet<string> = new Set(['ReleaseFailed', 'SmokeFailed', 'MigrationFailed']);

type DiagnosePorts = Pick<Ports, 'workloads' | 'state' | 'logs'>;

/**
 * Records why a release failed as document `failure`: which tasks stopped and why, and the last log lines of its containers. It
 * runs before the stack is deleted, because both are deleted with it.
 */
export async function diagnoseRelease(
  { operationId, error }: FailedReleaseTaskInput,
  ports: DiagnosePorts,
): Promise<void> {
  const resolved = await findResolved(operationId, ports);
  const failure = releaseFailure(error);
  const evidence = resolved && TASK_FAILURES.has(failure.code) ? await readEvidence(resolved, ports) : { lines: [] };
  const stackFailure = resolved && (await firstDiagnosis(operationId, resolved, ports));
  await ports.state.putDocument(operationId, 'failure', withEvidence(failure, evidence, stackFailure));
}

/** The slot is changed before the release's stack is created. */
async function firstDiagnosis(
  operationId: string,
  { configures, component }: ResolvedRelease,
  ports: Pick<Ports, 'state'>,
): Promise<Failure | undefined> {
  const ofSlot = configures === undefined ? undefined : await readDiagnosis(operationId, configures, ports);
  return ofSlot ?? readDiagnosis(operationId, component, ports);
}

interface Evidence {
  readonly observed?: ObservedWorkload | undefined;
  readonly lines: readonly string[];
}

async function readEvidence(resolved: ResolvedRelease, ports: DiagnosePorts): Promise<Evidence> {
  const { target, name, logGroup, number } = resolved;
  const [observed, lines] = await Promise.all([
    ports.workloads.observe(resolved, name),
    ports.logs.tail(target, logGroup, `release-${number}/`, logLinesMax),
  ]);
  return { observed, lines };
}

function withEvidence(failure: Failure, { observed, lines }: Evidence, stackFailure: Failure | undefined): Failure {
  const stops = (observed?.stops ?? []).slice(0, stopsMax).map(({ reason, exitCode }) => {
    return `a task stopped: ${reason}${exitCode === undefined ? '' : ` (exit code ${exitCode})`}`;
  });
  const cause = failure.cause ?? stackFailure?.cause;
  return {
    ...failure,
    ...(cause !== undefined && { cause }),
    evidence: newestEvidence([...failure.evidence, ...stops, ...lines.map((line) => line.trimEnd())]),
  };
}
