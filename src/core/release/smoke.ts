import { PlinthError } from '../errors.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { type ReleaseFacts, ReleaseStep, readFacts } from './release-facts.ts';
import { stepDescription } from './release-steps.ts';

export const SmokeInput = ReleaseStep;

const requestSeconds = 5;
const bodyShown = 200;

/** Asks the release through the test listener, as users would. Errors: SmokeFailed, with what was answered. */
export async function smoke(
  { operationId }: ReleaseStep,
  ports: Pick<Ports, 'state' | 'probe' | 'time' | 'ids'>,
): Promise<void> {
  const facts = await readFacts(operationId, ports);
  await startStep(operationId, { name: 'smoke', description: stepDescription('smoke') }, ports);
  const problems = await Promise.all(facts.smoke.map((check) => smokeProblem(facts, check, ports)));
  const first = problems.find((problem) => problem !== undefined);
  if (first !== undefined) throw new PlinthError('SmokeFailed', first);
  const detail = `${facts.smoke.length} of ${facts.smoke.length} answers as expected`;
  await endStep(operationId, 'smoke', { status: 'succeeded', detail, ports });
}

async function smokeProblem(
  facts: ReleaseFacts,
  { path, status }: ReleaseFacts['smoke'][number],
  ports: Pick<Ports, 'probe'>,
): Promise<string | undefined> {
  const { traffic } = facts;
  if (traffic.kind !== 'rules') return undefined;
  const headers = traffic.host === undefined ? {} : { Host: traffic.host };
  try {
    const answer = await ports.probe.get(`${traffic.testUrl}${path}`, headers, requestSeconds);
    if (answer.status === status) return undefined;
    return `${path} answered ${answer.status} instead of ${status}: ${answer.body.slice(0, bodyShown)}`;
  } catch (error) {
    return `${path} did not answer within ${requestSeconds} s: ${error instanceof Error ? error.message : String(error)}`;
  }
}
