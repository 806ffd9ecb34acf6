import type { DriftedResource, StackDrift } from '../drift.ts';
import type { ResourceDrift, StackResource } from '../ports/index.ts';
import { leftLabel } from '../retained.ts';
import type { DriftStack } from './drift-progress.ts';

/** So many detections are under way at once: each reads every resource of its stack, with the rates of all services. */
const underWayMax = 5;
/** CloudFormation takes several minutes for a large stack. */
export const detectionSecondsMax = 1800;
/** An item of the state is at most 400 kB. */
const resourcesMax = 50;
const pathsMax = 20;

export interface DriftRound {
  /** Stacks whose detection is started now. */
  readonly start: readonly DriftStack[];
  /** Stacks whose detection is under way. */
  readonly read: readonly DriftStack[];
  readonly done: boolean;
}

/** What one look does: reads what is under way, and starts as many as may be under way besides. Pure. */
export function driftRound(stacks: readonly DriftStack[]): DriftRound {
  const open = stacks.filter(({ found }) => found === undefined);
  const read = open.filter(({ detectionId }) => detectionId !== undefined);
  const waiting = open.filter(({ detectionId }) => detectionId === undefined);
  return { read, start: waiting.slice(0, Math.max(0, underWayMax - read.length)), done: open.length === 0 };
}

/** What Plinth changes outside CloudFormation: weights of rules when traffic moves, and the number of tasks when it scales. */
const OWN_CHANGES: Readonly<Record<string, RegExp>> = {
  'AWS::ElasticLoadBalancingV2::ListenerRule': /^\/(Properties\/)?Actions\b/,
  'AWS::ECS::Service': /^\/(Properties\/)?DesiredCount\b/,
  'AWS::AutoScaling::AutoScalingGroup': /^\/(Properties\/)?DesiredCapacity\b/,
  'AWS::Scheduler::Schedule': /^\/(Properties\/)?State\b/,
};

interface Detected {
  readonly resources: readonly StackResource[];
  readonly drifts: readonly ResourceDrift[];
  /** Why CloudFormation could not check some of it. */
  readonly problem?: string | undefined;
}

/** What a complete detection found. Drift that Plinth makes itself does not make a stack `DRIFTED`. Pure. */
export function stackDrift(
  { scope, stackName }: Pick<DriftStack, 'scope' | 'stackName'>,
  { resources, drifts, problem }: Detected,
): StackDrift {
  const drifted = drifts.flatMap((drift) => driftedResource(drift) ?? []);
  const checked = new Set(drifts.filter(isChecked).map(({ logicalId }) => logicalId));
  const unchecked = resources.filter(({ logicalId }) => !checked.has(logicalId));
  const isDrifted = drifted.some(({ expected }) => !expected);
  return {
    scope,
    stackName,
    status: isDrifted ? 'DRIFTED' : problem === undefined ? 'IN_SYNC' : 'UNKNOWN',
    drifted: drifted.slice(0, resourcesMax),
    unchecked: unchecked
      .slice(0, resourcesMax)
      .map(({ type, physicalId, logicalId }) => leftLabel({ type, physicalId: physicalId ?? logicalId })),
    ...(problem !== undefined && { problem }),
  };
}

/** A stack of which nothing is known. Pure. */
export function undetected({ scope, stackName }: Pick<DriftStack, 'scope' | 'stackName'>, problem: string): StackDrift {
  return { scope, stackName, status: 'UNKNOWN', drifted: [], unchecked: [], problem };
}

function isChecked({ status }: ResourceDrift): boolean {
  return status === 'IN_SYNC' || status === 'MODIFIED' || status === 'DELETED';
}

function driftedResource({ status, properties, ...resource }: ResourceDrift): DriftedResource | undefined {
  if (status !== 'MODIFIED' && status !== 'DELETED') return undefined;
  const own = OWN_CHANGES[resource.type];
  const expected = status === 'MODIFIED' && own !== undefined && properties.every((path) => own.test(path));
  return { ...resource, status, paths: properties.slice(0, pathsMax), expected };
}
