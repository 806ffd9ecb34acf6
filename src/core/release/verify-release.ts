import { PlinthError } from '../errors.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { readWeights, sameWeights } from './read-weights.ts';
import { ReleaseStep, readFacts } from './release-facts.ts';
import { stepDescription } from './release-steps.ts';
import { digestProblem } from './verify-digest.ts';

export const VerifyReleaseInput = ReleaseStep;

/** Compares what runs and where traffic goes with what was asked for. Errors: ReleaseFailed. */
export async function verifyRelease(
  { operationId }: ReleaseStep,
  ports: Pick<Ports, 'state' | 'tasks' | 'traffic' | 'time' | 'ids'>,
): Promise<void> {
  const facts = await readFacts(operationId, ports);
  await startStep(operationId, { name: 'verify-release', description: stepDescription('verify-release') }, ports);
  const [view, weights] = await Promise.all([
    ports.tasks.service(facts.target, facts.cluster, facts.service),
    readWeights(facts, ports),
  ]);
  const problem = digestProblem(facts.digest, view?.digests ?? []);
  if (problem !== undefined)
    throw new PlinthError('ReleaseFailed', `release ${facts.number} is not what runs: ${problem}`);
  const wanted = facts.schedule.at(-1)?.weights;
  const other = wanted && weights.find((found) => !sameWeights(found, wanted));
  if (other)
    throw new PlinthError(
      'ReleaseFailed',
      `a rule sends ${other.one}/${other.two} where ${wanted?.one}/${wanted?.two} was set`,
    );
  await endStep(operationId, 'verify-release', { status: 'succeeded', detail: facts.digest, ports });
}
