import { z } from 'zod';
import type { Operation, ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import { machineStates } from '../operation/machine-states.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { detailStep, endStep, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { NotYet } from '../stack/not-yet.ts';
import { secondsSince, timestamp } from '../time.ts';
import { detectionSecondsMax, driftRound, stackDrift, undetected } from './decide-drift.ts';
import { type DriftStack, readDriftProgress, writeDriftProgress } from './drift-progress.ts';
import { readEnvironment } from './read-environment.ts';
import { statesOf } from './recorded.ts';

export const DetectDriftInput = z.object({ operationId: z.string() });

type DriftPorts = Pick<Ports, 'state' | 'settings' | 'drift' | 'stacks' | 'time' | 'ids' | 'log'>;

const STEP = 'detect-drift';

/**
 * State "Detect drift": one look. Starts detections, a few at a time, and reads those that are complete. Run again, it goes on from what is
 * written. Errors: NotYet until every stack was detected or refused.
 */
export async function detectDrift({ operationId }: z.infer<typeof DetectDriftInput>, ports: DriftPorts): Promise<void> {
  const operation = await readOpenOperation(operationId, ports);
  await startStep(operationId, { name: STEP, description: machineStates.drift[STEP] }, ports);
  const stacks = (await readDriftProgress(operationId, ports)) ?? (await stacksOf(operation, ports));
  const round = driftRound(stacks);
  const looked = await forEachBounded(round.read, (stack) => readDetection(stack, ports));
  const started = await forEachBounded(round.start, (stack) => startDetection(stack, ports));
  const changed = new Map([...looked, ...started].map((stack) => [stack.stackId, stack]));
  const now = stacks.map((stack) => changed.get(stack.stackId) ?? stack);
  await writeDriftProgress(operationId, now, ports);
  const detail = `${now.filter(({ found }) => found).length} of ${now.length} stacks`;
  if (driftRound(now).done) return endStep(operationId, STEP, { status: 'succeeded', detail, ports });
  await detailStep(operationId, { name: STEP, detail }, ports);
  throw new NotYet(detail);
}

/** The stacks of the environment, of its applications, and of the releases that run. */
async function stacksOf({ scope }: Operation, ports: DriftPorts): Promise<readonly DriftStack[]> {
  const scopeState = await ports.state.readScopeState(scope);
  if (!scopeState) throw new PlinthError('NotFound', `${scope} does not exist`);
  const environment = await readEnvironment(scopeState, ports);
  return statesOf(environment).flatMap((state: ScopeState) =>
    Object.values(state.stacks).map(({ stackName, stackId }) => {
      return { scope: state.scope, stackName, stackId, target: environment.target };
    }),
  );
}

async function startDetection(stack: DriftStack, ports: DriftPorts): Promise<DriftStack> {
  const started = await ports.drift.start(stack.target, stack.stackId);
  if ('refused' in started) return { ...stack, found: undetected(stack, started.refused) };
  return { ...stack, detectionId: started.detectionId, startedAt: timestamp(ports.time) };
}

async function readDetection(stack: DriftStack, ports: DriftPorts): Promise<DriftStack> {
  const { target, stackId, detectionId = '', startedAt = '' } = stack;
  const detection = await ports.drift.detection(target, detectionId);
  if (detection.status === 'in-progress') {
    if (secondsSince(ports.time, startedAt) <= detectionSecondsMax) return stack;
    return { ...stack, found: undetected(stack, `its detection took longer than ${detectionSecondsMax} seconds`) };
  }
  const [drifts, resources] = await Promise.all([
    ports.drift.resources(target, stackId),
    ports.stacks.resources(target, stackId),
  ]);
  return { ...stack, found: stackDrift(stack, { drifts, resources, problem: detection.reason }) };
}
