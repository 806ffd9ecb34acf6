import type { DescribeTargetHealthInput, TargetDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { cutExchanges } from './data-plane/exchange.ts';
import { startHealthChecks } from './data-plane/health-checks.ts';
import { stopTargetTimers, targetTimer } from './data-plane/target-timers.ts';
import { findTargetGroup, loadBalancersUsing, type Target, type TargetGroup, validationError } from './store.ts';

const TARGETS_MAX = 1000;

interface TargetsRequest {
  readonly TargetGroupArn?: string;
  readonly Targets?: readonly TargetDescription[];
}

export function registerTargets(input: TargetsRequest, call: Call) {
  const group = findTargetGroup(input.TargetGroupArn, call);
  const wanted = (input.Targets ?? []).map((target) => ({ ...target, key: keyOf(target, group) }));
  for (const target of wanted) checkTarget(target, group);
  for (const { key, Id, Port, AvailabilityZone } of wanted) {
    const known = group.targets.get(key);
    if (known !== undefined && known.state !== 'draining') continue;
    if (group.targets.size >= TARGETS_MAX) {
      throw new AwsError('TooManyTargets', "You've reached the limit on the number of targets");
    }
    if (known !== undefined) stopTargetTimers(known, group, call);
    const target: Target = {
      id: Id!,
      port: Port ?? group.port ?? 0,
      zone: AvailabilityZone,
      state: 'initial',
      reason: 'Elb.RegistrationInProgress',
      description: 'Target registration is in progress',
      passed: 0,
      failed: 0,
    };
    group.targets.set(key, target);
    startHealthChecks(target, group, call);
  }
  return {};
}

/** A target in use drains: it does not receive new requests, and is deregistered after the deregistration delay. */
export function deregisterTargets(input: TargetsRequest, call: Call) {
  const group = findTargetGroup(input.TargetGroupArn, call);
  const delaySeconds = Number(group.attributes.get('deregistration_delay.timeout_seconds'));
  const isUsed = loadBalancersUsing(group.arn, call).length > 0;
  for (const description of input.Targets ?? []) {
    const key = keyOf(description, group);
    const target = group.targets.get(key);
    if (target === undefined || target.state === 'draining') continue;
    stopTargetTimers(target, group, call);
    if (!isUsed || delaySeconds === 0) {
      group.targets.delete(key);
      cutExchanges(target);
      continue;
    }
    target.state = 'draining';
    target.reason = 'Target.DeregistrationInProgress';
    target.description = 'Target deregistration is in progress';
    call.kernel.timers.set(targetTimer('drained', { group, target }, call), delaySeconds);
  }
  return {};
}

export function describeTargetHealth(input: DescribeTargetHealthInput, call: Call) {
  const group = findTargetGroup(input.TargetGroupArn, call);
  const isUsed = loadBalancersUsing(group.arn, call).length > 0;
  const keys = input.Targets?.map((target) => ({ key: keyOf(target, group), target }));
  const wanted = keys ?? [...group.targets].map(([key, { id, port }]) => ({ key, target: { Id: id, Port: port } }));
  return {
    TargetHealthDescriptions: wanted.map(({ key, target }) => {
      const known = group.targets.get(key);
      return {
        Target: {
          Id: target.Id,
          Port: target.Port ?? group.port,
          ...(known?.zone === undefined ? {} : { AvailabilityZone: known.zone }),
        },
        HealthCheckPort: String(
          group.healthCheck.port === 'traffic-port' ? (known?.port ?? target.Port ?? '') : group.healthCheck.port,
        ),
        TargetHealth: known === undefined ? NOT_REGISTERED : healthOf(known, isUsed),
      };
    }),
  };
}

const NOT_REGISTERED = {
  State: 'unused',
  Reason: 'Target.NotRegistered',
  Description: 'Target is not registered to the target group',
};

function healthOf(target: Target, isUsed: boolean) {
  if (!isUsed) {
    return {
      State: 'unused',
      Reason: 'Target.NotInUse',
      Description: 'Target group is not configured to receive traffic from the load balancer',
    };
  }
  return {
    State: target.state,
    ...(target.reason === undefined ? {} : { Reason: target.reason, Description: target.description }),
  };
}

function keyOf(target: TargetDescription, group: TargetGroup): string {
  return `${target.Id}:${target.Port ?? group.port ?? 0}`;
}

function checkTarget(target: TargetDescription, group: TargetGroup): void {
  if (group.targetType === 'lambda' || group.targetType === 'alb') {
    throw new AwsError(
      'UnsupportedFeature',
      `the embedded cloud does not support targets of type '${group.targetType}'`,
    );
  }
  if (group.targetType === 'ip' && !/^(\d{1,3}\.){3}\d{1,3}$/.test(target.Id ?? '')) {
    throw validationError(`The IP address '${target.Id}' is not a valid IPv4 address`);
  }
  if (group.targetType === 'ip' && /^(127|169\.254|0)\./.test(target.Id ?? '')) {
    throw validationError(`The IP address '${target.Id}' is not within a valid range`);
  }
  if (group.targetType === 'instance' && !/^i-[0-9a-f]+$/.test(target.Id ?? '')) {
    throw new AwsError('InvalidTarget', `The following targets are not valid instances: '${target.Id}'`);
  }
}
