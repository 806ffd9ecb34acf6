import type { Failure } from '../entities.ts';
import { ERRORS } from '../errors.ts';
import { type ErrorOutput, failureFrom } from '../operation/failure-from.ts';
import type { Ports, WorkloadView } from '../ports/index.ts';
import { readDiagnosis } from '../stack/stack-result.ts';
import { findFacts, type ReleaseFacts } from './release-facts.ts';
import { FailedReleaseStep } from './release-failure.ts';
import { readWorkload, type WorkloadPorts } from './workload.ts';

export const DiagnoseReleaseInput = FailedReleaseStep;

const logLinesMax = 15;
const stopsMax = 3;

/** Failures that a release's own tasks say more about. */
const OWN_CODES: ReadonlySet<string> = new Set(['ReleaseFailed', 'SmokeFailed', 'MigrationFailed']);

type DiagnosePorts = WorkloadPorts & Pick<Ports, 'state' | 'logs'>;

/**
 * Says why a release failed: which tasks stopped and why, and the last lines that its containers wrote. Kept as document
 * `failure`; it must run before the stack goes, because both go with it.
 */
export async function diagnoseRelease({ operationId, error }: FailedReleaseStep, ports: DiagnosePorts): Promise<void> {
  const facts = await findFacts(operationId, ports);
  const failure = releaseFailure(error);
  const seen = facts && OWN_CODES.has(failure.code) ? await lookCloser(facts, ports) : { lines: [] };
  const stackFailure = facts && (await readDiagnosis(operationId, facts.component, ports));
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
  readonly view?: WorkloadView | undefined;
  readonly lines: readonly string[];
}

async function lookCloser(facts: ReleaseFacts, ports: DiagnosePorts): Promise<Seen> {
  const { target, name, logGroup, number } = facts;
  const [view, lines] = await Promise.all([
    readWorkload(facts, name, ports),
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
