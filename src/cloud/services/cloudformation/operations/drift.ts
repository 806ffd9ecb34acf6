import type {
  DescribeStackDriftDetectionStatusInput,
  DescribeStackDriftDetectionStatusOutput,
  DescribeStackResourceDriftsInput,
  DescribeStackResourceDriftsOutput,
  DetectStackDriftInput,
  PropertyDifference,
} from '@aws-sdk/client-cloudformation';
import { page } from '../../../kernel/page.ts';
import type { AccountRegion, Call, Kernel } from '../../../kernel/service.ts';
import { changedProperties } from '../../../resource-types/replacement.ts';
import { driftOf } from '../engine/actual-state.ts';
import type { Stack } from '../stack/stack.ts';
import type { StackResource } from '../stack/stack-definition.ts';
import { type DriftDetection, requireStack, stacksOf } from '../stack/stack-store.ts';
import { validationError } from '../template/template-error.ts';

const PAGE_SIZE = 100;

/** Compares each resource whose type can tell its actual state. */
export function detectStackDrift(input: DetectStackDriftInput, call: Call) {
  const { kernel } = call;
  const stack = requireStack(call, input.StackName);
  if (stack.status.endsWith('_IN_PROGRESS')) {
    throw validationError(
      `Drift detection cannot be performed on stack [${stack.id}] while it is in ${stack.status} state`,
    );
  }
  const detection: DriftDetection = {
    id: kernel.random.uuid(),
    stackId: stack.id,
    startedAtMs: kernel.clock.now(),
    status: 'DETECTION_IN_PROGRESS',
  };
  stacksOf(kernel, call).driftDetections.set(detection.id, detection);
  const { account, region } = call;
  const timer = { service: 'cloudformation', name: 'drift detected', key: detection.id, account, region };
  kernel.timers.set(timer, kernel.durations.seconds('change set'));
  return { StackDriftDetectionId: detection.id };
}

/** A detection has come to its end. */
export function driftDetected(detectionId: string, call: StacksCall): void {
  const store = stacksOf(call.kernel, call);
  const detection = store.driftDetections.get(detectionId);
  const stack = detection && store.find(detection.stackId);
  if (detection === undefined || stack === undefined) return;
  for (const resource of stack.resources.values()) resource.drift = driftOf(call.kernel, stack, resource);
  const isDrifted = [...stack.resources.values()].some(
    ({ drift }) => drift?.status === 'MODIFIED' || drift?.status === 'DELETED',
  );
  stack.drift = { status: isDrifted ? 'DRIFTED' : 'IN_SYNC', checkedAtMs: call.kernel.clock.now() };
  detection.status = 'DETECTION_COMPLETE';
}

type StacksCall = AccountRegion & { readonly kernel: Kernel };

export function describeStackDriftDetectionStatus(
  input: DescribeStackDriftDetectionStatusInput,
  call: Call,
): DescribeStackDriftDetectionStatusOutput {
  const { kernel } = call;
  const detection = stacksOf(kernel, call).driftDetections.get(input.StackDriftDetectionId ?? '');
  if (detection === undefined) {
    throw validationError(`Drift detection status with id ${input.StackDriftDetectionId} does not exist`);
  }
  const stack = requireStack(call, detection.stackId);
  const isComplete = detection.status === 'DETECTION_COMPLETE';
  return {
    StackId: stack.id,
    StackDriftDetectionId: detection.id,
    DetectionStatus: detection.status,
    ...(isComplete ? { StackDriftStatus: stack.drift?.status ?? 'NOT_CHECKED' } : {}),
    DriftedStackResourceCount: isComplete ? driftedCount(stack) : 0,
    Timestamp: new Date(detection.startedAtMs),
  };
}

function driftedCount(stack: Stack): number {
  return [...stack.resources.values()].filter(
    ({ drift }) => drift?.status === 'MODIFIED' || drift?.status === 'DELETED',
  ).length;
}

export function describeStackResourceDrifts(
  input: DescribeStackResourceDriftsInput,
  call: Call,
): DescribeStackResourceDriftsOutput {
  const stack = requireStack(call, input.StackName);
  const wanted = new Set<string>(input.StackResourceDriftStatusFilters ?? []);
  const checked = [...stack.resources.values()].filter(
    ({ drift }) =>
      drift !== undefined && drift.status !== 'NOT_CHECKED' && (wanted.size === 0 || wanted.has(drift.status)),
  );
  const { items, nextToken } = page(checked, {
    limit: input.MaxResults ?? PAGE_SIZE,
    token: input.NextToken,
    errorCode: 'ValidationError',
  });
  return { StackResourceDrifts: items.map((resource) => describeDrift(stack, resource)), NextToken: nextToken };
}

function describeDrift(stack: Stack, { logicalId, physicalId, type, properties, drift }: StackResource) {
  const { status, checkedAtMs, actual } = drift!;
  return {
    StackId: stack.id,
    LogicalResourceId: logicalId,
    ...(physicalId === undefined ? {} : { PhysicalResourceId: physicalId }),
    ResourceType: type,
    ExpectedProperties: JSON.stringify(properties),
    ...(actual === undefined ? {} : { ActualProperties: JSON.stringify(actual) }),
    PropertyDifferences: actual === undefined ? [] : differences(properties, actual),
    StackResourceDriftStatus: status,
    Timestamp: new Date(checkedAtMs),
  };
}

function differences(expected: StackResource['properties'], actual: StackResource['properties']): PropertyDifference[] {
  return changedProperties(expected, actual).map((name) => ({
    PropertyPath: `/${name}`,
    ExpectedValue: JSON.stringify(expected[name] ?? null),
    ActualValue: JSON.stringify(actual[name] ?? null),
    DifferenceType: expected[name] === undefined ? 'ADD' : actual[name] === undefined ? 'REMOVE' : 'NOT_EQUAL',
  }));
}
