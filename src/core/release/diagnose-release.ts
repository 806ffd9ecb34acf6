import type { Failure } from '../entities.ts';
import { ERRORS } from '../errors.ts';
import { type ErrorOutput, failureFrom } from '../operation/failure-from.ts';
import type { ObservedWorkload, Ports } from '../ports/index.ts';
import { readDiagnosis } from '../stack/stack-result.ts';
import { FailedReleaseTaskInput } from './release-failure.ts';
import { findResolved, type ResolvedRelease } from './resolved-release.ts';

export const DiagnoseReleaseInput = FailedReleaseTaskInput;

const logLinesMax = 15;
const stopsMax = 3;

/** Failures that a release's own tasks say more about. */
const OWN_CODES: ReadonlySet<string> = new Set(['ReleaseFailed', 'SmokeFailed', 'MigrationFailed']);

type DiagnosePorts = Pick<Ports, 'workloads' | 'state' | 'logs'>;

/**
 * Says why a release failed: which tasks stopped and why, and the last lines that its containers wrote. Kept as document
 * `failure`; it must run before the stack goes, because both go with it.
 */
export async function diagnoseRelease(
  { operationId, error }: FailedReleaseTaskInput,
  ports: DiagnosePorts,
): Promise<void> {
  const resolved = await findResolved(operationId, ports);
  const failure = releaseFailure(error);
  const seen = resolved && OWN_CODES.has(failure.code) ? await lookCloser(resolved, ports) : { lines: [] };
  const stackFailure = resolved && (await readDiagnosis(operationId, resolved.component, ports));
  await ports.state.putDocument(operationId, 'failure', withEvidence(failure, seen, stackFailure));
}

/** What the workflow says, with our own words for an end of patience. */
export function releaseFailure(error: ErrorOutput): Failure {
  const failure = failureFrom(error);
  if (error.Error !== 'NotYet' && error.Error !== 'States.Timeout') return failure;
  const message = `the release took longer than its workflow waits: ${failure.message}`;
  return { code: 'ReleaseFailed', message, evidence: [], nextSteps: [ERRORS.ReleaseFailed.help] };
}

interface Seen {
  readonly view?: ObservedWorkload | undefined;
  readonly lines: readonly string[];
}

async function lookCloser(resolved: ResolvedRelease, ports: DiagnosePorts): Promise<Seen> {
  const { target, name, logGroup, number } = resolved;
  const [view, lines] = await Promise.all([
    ports.workloads.observe(resolved, name),
    ports.logs.tail(target, logGroup, `release-${number}/`, logLinesMax),
  ]);
  return { view, lines };
}

function withEvidence(failure: Failure, { view, lines }: Seen, stackFailure: Failure | undefined): Failure {
  const stops = (view?.stops ?? []).slice(0, stopsMax).map(({ reason, exitCode }) => {
    return `a task stopped: ${reason}${exitCode === undefined ? '' : ` (exit code ${exitCode})`}`;
  });
  const cause = failure.cause ?? stackFailure?.cause;
  return {
    ...failure,
    ...(cause !== undefined && { cause }),
    evidence: [...failure.evidence, ...stops, ...lines.map((line) => line.trimEnd())].slice(-30),
  };
}
