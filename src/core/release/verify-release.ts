import { PlinthError } from '../errors.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { NotYet } from '../stack/not-yet.ts';
import { type ReleaseFacts, ReleaseStep, readFacts } from './release-facts.ts';
import { stepDescription } from './release-steps.ts';
import { readWeights, sameWeights, type TrafficPorts } from './traffic.ts';
import { digestProblem } from './verify-digest.ts';
import { readWorkload, type WorkloadPorts } from './workload.ts';

export const VerifyReleaseInput = ReleaseStep;

type VerifyPorts = WorkloadPorts & TrafficPorts & Pick<Ports, 'state' | 'time' | 'ids'>;

/**
 * Compares what runs and where traffic goes with what was asked for. NotYet while what serves no users is just being
 * replaced. Errors: ReleaseFailed.
 */
export async function verifyRelease({ operationId }: ReleaseStep, ports: VerifyPorts): Promise<void> {
  const facts = await readFacts(operationId, ports);
  await startStep(operationId, { name: 'verify-release', description: stepDescription('verify-release') }, ports);
  const [running, weights] = await Promise.all([runningDigests(facts, ports), readWeights(facts, ports)]);
  if (running?.length === 0 && facts.traffic.kind !== 'rules') {
    throw new NotYet(`nothing of release ${facts.number} runs at this moment: its tasks are being replaced`);
  }
  const problem = running && digestProblem(facts.digest, running);
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

/** Undefined when nothing is meant to run now: a schedule waits for its hour, a worker for its first message. */
async function runningDigests(facts: ReleaseFacts, ports: WorkloadPorts): Promise<readonly string[] | undefined> {
  const view = await readWorkload(facts, facts.name, ports);
  return view && view.desired === 0 && facts.traffic.kind !== 'rules' ? undefined : (view?.digests ?? []);
}
