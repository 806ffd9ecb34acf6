import { PlinthError } from '../errors.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { stepDescription } from './release-steps.ts';
import { ReleaseTaskInput, type ResolvedRelease, readResolved } from './resolved-release.ts';

export const SmokeInput = ReleaseTaskInput;

const requestSeconds = 5;
const bodyShown = 200;

/** Sends the smoke requests to the release through the test listener. Errors: SmokeFailed, with the response. */
export async function smoke(
  { operationId }: ReleaseTaskInput,
  ports: Pick<Ports, 'state' | 'probe' | 'time' | 'ids'>,
): Promise<void> {
  const resolved = await readResolved(operationId, ports);
  await startStep(operationId, { name: 'smoke', description: stepDescription('smoke') }, ports);
  const problems = await Promise.all(resolved.smoke.map((check) => smokeProblem(resolved, check, ports)));
  const first = problems.find((problem) => problem !== undefined);
  if (first !== undefined) throw new PlinthError('SmokeFailed', first);
  const detail = `${resolved.smoke.length} of ${resolved.smoke.length} smoke requests succeeded`;
  await endStep(operationId, 'smoke', { status: 'succeeded', detail, ports });
}

async function smokeProblem(
  resolved: ResolvedRelease,
  { path, status }: ResolvedRelease['smoke'][number],
  ports: Pick<Ports, 'probe'>,
): Promise<string | undefined> {
  const { trafficSource } = resolved;
  if (trafficSource.kind !== 'rules') return undefined;
  const headers = trafficSource.host === undefined ? {} : { Host: trafficSource.host };
  try {
    const answer = await ports.probe.get(`${trafficSource.testUrl}${path}`, headers, requestSeconds);
    if (answer.status === status) return undefined;
    return `${path} answered ${answer.status} instead of ${status}: ${answer.body.slice(0, bodyShown)}`;
  } catch (error) {
    return `${path} did not answer within ${requestSeconds} s: ${error instanceof Error ? error.message : String(error)}`;
  }
}
