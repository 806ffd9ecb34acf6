import type { ElbCall, Target, TargetGroup } from '../store.ts';
import { elbStore, loadBalancersUsing } from '../store.ts';
import { reachTarget } from './reach-target.ts';
import { targetTimer } from './target-timers.ts';

/**
 * Checks a target every interval until it is deregistered. A target becomes healthy after `healthyThreshold` passed
 * checks and unhealthy after `unhealthyThreshold` failed ones; nothing is checked while no active load balancer uses the
 * group.
 */
export function startHealthChecks(target: Target, group: TargetGroup, call: ElbCall): void {
  const seconds = group.healthCheck.intervalSeconds + call.kernel.durations.seconds('health check slack');
  call.kernel.timers.set(targetTimer('check', { group, target }, call), seconds);
}

export async function checkHealth(target: Target, group: TargetGroup, call: ElbCall): Promise<void> {
  if (!group.healthCheck.enabled) markHealthy(target);
  else if (!isChecked(group, call)) resetTarget(target);
  else applyResult(target, group, await check(target, group, call));
  if (target.state === 'draining' || !isRegistered(target, group, call)) return;
  call.kernel.timers.set(targetTimer('check', { group, target }, call), group.healthCheck.intervalSeconds);
}

/** When a check ends, both may be deleted, or replaced by others of the same name. */
function isRegistered(target: Target, group: TargetGroup, call: ElbCall): boolean {
  return elbStore(call).targetGroups.get(group.arn) === group && [...group.targets.values()].includes(target);
}

function isChecked(group: TargetGroup, call: ElbCall): boolean {
  const { loadBalancers } = elbStore(call);
  return loadBalancersUsing(group.arn, call).some((arn) => loadBalancers.get(arn)?.state === 'active');
}

type CheckResult =
  | 'passed'
  | {
      readonly reason: 'Target.ResponseCodeMismatch' | 'Target.Timeout' | 'Target.FailedHealthChecks';
      readonly description: string;
    };

async function check(target: Target, group: TargetGroup, call: ElbCall): Promise<CheckResult> {
  const { healthCheck } = group;
  const port = healthCheck.port === 'traffic-port' ? target.port : Number(healthCheck.port);
  const headers = { host: `${target.id}:${port}`, 'user-agent': 'ELB-HealthChecker/2.0', connection: 'close' };
  const request = {
    method: 'GET',
    pathAndQuery: healthCheck.path,
    headers,
    body: new Uint8Array(),
    timeoutSeconds: healthCheck.timeoutSeconds,
  };
  try {
    const { status } = await reachTarget({ target, group, port }, request, call);
    if (!healthCheck.protocol.startsWith('HTTP') || matchesCodes(status, healthCheck.matcher.HttpCode ?? '200'))
      return 'passed';
    return { reason: 'Target.ResponseCodeMismatch', description: `Health checks failed with these codes: [${status}]` };
  } catch (error) {
    const isTimeout =
      error instanceof Error &&
      (error.name === 'TargetTimeout' || (error as NodeJS.ErrnoException).code === 'ENOTFOUND');
    return isTimeout
      ? { reason: 'Target.Timeout', description: 'Request timed out' }
      : { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
  }
}

function applyResult(target: Target, group: TargetGroup, result: CheckResult): void {
  if (target.state === 'draining') return;
  if (target.state === 'initial') {
    target.reason = 'Elb.InitialHealthChecking';
    target.description = 'Initial health checks in progress';
  }
  if (result === 'passed') {
    target.passed++;
    target.failed = 0;
    if (target.passed >= group.healthCheck.healthyThreshold) markHealthy(target);
    return;
  }
  target.failed++;
  target.passed = 0;
  if (target.failed < group.healthCheck.unhealthyThreshold) return;
  target.state = 'unhealthy';
  target.reason = result.reason;
  target.description = result.description;
}

function markHealthy(target: Target): void {
  target.state = 'healthy';
  target.reason = undefined;
  target.description = undefined;
}

function resetTarget(target: Target): void {
  target.state = 'initial';
  target.reason = 'Elb.RegistrationInProgress';
  target.description = 'Target registration is in progress';
  target.passed = 0;
  target.failed = 0;
}

/** `200`, `200,204` and `200-299`. */
function matchesCodes(status: number, codes: string): boolean {
  return codes.split(',').some((part) => {
    const [from, to = from] = part.split('-').map(Number);
    return status >= from! && status <= to!;
  });
}
