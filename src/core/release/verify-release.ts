import { PlinthError } from '../errors.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { NotYet } from '../stack/not-yet.ts';
import { observeWeights, sameWeights, type TrafficPorts } from './move-traffic.ts';
import { stepDescription } from './release-steps.ts';
import { ReleaseTaskInput, type ResolvedRelease, readResolved } from './resolved-release.ts';
import { digestProblem } from './verify-digest.ts';

export const VerifyReleaseInput = ReleaseTaskInput;

type VerifyPorts = TrafficPorts & Pick<Ports, 'state' | 'time' | 'ids'>;

/**
 * Compares what runs and where traffic goes with what was asked for. NotYet while what serves no users is just being
 * replaced. Errors: ReleaseFailed.
 */
export async function verifyRelease({ operationId }: ReleaseTaskInput, ports: VerifyPorts): Promise<void> {
  const resolved = await readResolved(operationId, ports);
  await startStep(operationId, { name: 'verify-release', description: stepDescription('verify-release') }, ports);
  const [running, weights] = await Promise.all([runningDigests(resolved, ports), observeWeights(resolved, ports)]);
  if (running?.length === 0 && resolved.trafficSource.kind !== 'rules') {
    throw new NotYet(`nothing of release ${resolved.number} runs at this moment: its tasks are being replaced`);
  }
  const problem = running && digestProblem(resolved.digest, running);
  if (problem !== undefined)
    throw new PlinthError('ReleaseFailed', `release ${resolved.number} is not what runs: ${problem}`);
  const wanted = resolved.schedule.at(-1)?.weights;
  const other = wanted && weights.find((found) => !sameWeights(found, wanted));
  if (other)
    throw new PlinthError(
      'ReleaseFailed',
      `a rule sends ${other.one}/${other.two} where ${wanted?.one}/${wanted?.two} was set`,
    );
  await endStep(operationId, 'verify-release', { status: 'succeeded', detail: resolved.digest, ports });
}

/** Undefined when nothing is meant to run now: a schedule waits for its hour, a worker for its first message. */
async function runningDigests(
  resolved: ResolvedRelease,
  ports: Pick<Ports, 'workloads'>,
): Promise<readonly string[] | undefined> {
  const view = await ports.workloads.observe(resolved, resolved.name);
  return view && view.desired === 0 && resolved.trafficSource.kind !== 'rules' ? undefined : (view?.digests ?? []);
}
