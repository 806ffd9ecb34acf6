import type { Activity } from '@aws-sdk/client-auto-scaling';
import { AwsError } from '../../kernel/errors.ts';
import type { TimerName } from '../../kernel/timers.ts';
import { launchMachine, startMachine } from './launch-machine.ts';
import type { AutoScalingCall, Group, Machine } from './store.ts';
import { terminateMachine } from './terminate-machine.ts';

const LOOK_SECONDS = 30;
const RETRY_SECONDS = 60;
const ACTIVITIES_MAX = 100;

/** Reconciles the group now, and repeatedly while it exists. A run in progress already sees the latest change. */
export function reconcile(group: Group, call: AutoScalingCall): void {
  if (group.isReconciling || group.isDeleting) return;
  group.isReconciling = true;
  call.kernel.timers.cancel(lookTimer(group, call));
  call.kernel.background(look(group, call), `the scaling of the Auto Scaling group ${group.name}`);
}

/** Terminates all machines of a group that is being deleted. */
export async function emptyGroup(group: Group, call: AutoScalingCall): Promise<void> {
  call.kernel.timers.cancel(lookTimer(group, call));
  while (group.isReconciling) await call.kernel.clock.sleep(1);
  const cause = `At ${timeOf(call)} the group was deleted.`;
  await Promise.all([...group.machines.values()].map((machine) => end(machine, { group, cause }, call)));
}

async function look(group: Group, call: AutoScalingCall): Promise<void> {
  let seconds = LOOK_SECONDS;
  try {
    await replaceUnhealthy(group, call);
    const surplus = [...group.machines.values()].slice(0, Math.max(0, group.machines.size - group.desired));
    const cause = `At ${timeOf(call)} a user request changed the desired capacity to ${group.desired}.`;
    await Promise.all(surplus.map((machine) => end(machine, { group, cause }, call)));
    const missing = Array.from({ length: Math.max(0, group.desired - group.machines.size) });
    const launched = await Promise.all(missing.map(() => launch({ group, cause }, call)));
    if (launched.includes(false)) seconds = RETRY_SECONDS;
  } finally {
    group.isReconciling = false;
  }
  if (group.isDeleting) return;
  if (group.machines.size > group.desired) return reconcile(group, call);
  call.kernel.timers.set(lookTimer(group, call), seconds);
}

/** When the group is looked at again. */
function lookTimer({ name }: Group, { account, region }: AutoScalingCall): TimerName {
  return { service: 'autoscaling', name: 'look', key: name, account, region };
}

async function replaceUnhealthy(group: Group, call: AutoScalingCall): Promise<void> {
  if (group.definition.HealthCheckType !== 'ELB') return;
  const graceMs = (group.definition.HealthCheckGracePeriod ?? 300) * 1000;
  const unhealthy = await unhealthyTargets(group, call);
  for (const machine of group.machines.values()) {
    if (call.kernel.clock.now() - machine.inServiceAtMs > graceMs && unhealthy.has(machine.id))
      machine.isHealthy = false;
  }
  const cause = `At ${timeOf(call)} an instance was taken out of service in response to an ELB system health check failure.`;
  const unhealthyMachines = [...group.machines.values()].filter(({ isHealthy }) => !isHealthy);
  await Promise.all(unhealthyMachines.map((machine) => end(machine, { group, cause }, call)));
}

async function unhealthyTargets(group: Group, call: AutoScalingCall): Promise<ReadonlySet<string>> {
  const unhealthy = new Set<string>();
  for (const TargetGroupArn of group.definition.TargetGroupARNs ?? []) {
    type Answer = { TargetHealthDescriptions: { Target: { Id: string }; TargetHealth: { State: string } }[] };
    const request = { TargetGroupArn };
    const answer = await call.kernel.invoke<Answer>('elasticloadbalancing', 'DescribeTargetHealth', request, call);
    for (const { Target, TargetHealth } of answer.TargetHealthDescriptions) {
      if (TargetHealth.State === 'unhealthy') unhealthy.add(Target.Id);
    }
  }
  return unhealthy;
}

interface ScalingChange {
  readonly group: Group;
  readonly cause: string;
}

/** Answers whether the launch succeeded. */
async function launch(change: ScalingChange, call: AutoScalingCall): Promise<boolean> {
  const { group } = change;
  const activity = begin(change, { description: 'Launching a new EC2 instance', call });
  try {
    const launching = await launchMachine(group, call);
    const { machine } = launching;
    group.machines.set(machine.id, machine);
    await startMachine(launching, call);
    await register(machine, group, call);
    machine.state = 'InService';
    machine.inServiceAtMs = call.kernel.clock.now();
    finish(activity, { status: 'Successful', description: `Launching a new EC2 instance: ${machine.id}` }, call);
    return true;
  } catch (error) {
    if (!(error instanceof AwsError) || error.code === 'NotImplemented') throw error;
    activity.StatusMessage = `${error.message}. Launching EC2 instance failed.`;
    finish(activity, { status: 'Failed', description: 'Launching a new EC2 instance' }, call);
    return false;
  }
}

async function register(machine: Machine, { definition }: Group, call: AutoScalingCall): Promise<void> {
  for (const TargetGroupArn of definition.TargetGroupARNs ?? []) {
    const request = { TargetGroupArn, Targets: [{ Id: machine.id }] };
    await call.kernel.invoke('elasticloadbalancing', 'RegisterTargets', request, call);
  }
}

async function end(machine: Machine, change: ScalingChange, call: AutoScalingCall): Promise<void> {
  const description = `Terminating EC2 instance: ${machine.id}`;
  const activity = begin(change, { description, call });
  await terminateMachine(machine, change.group, call);
  change.group.machines.delete(machine.id);
  finish(activity, { status: 'Successful', description }, call);
}

function begin(
  { group, cause }: ScalingChange,
  { description, call }: { readonly description: string; readonly call: AutoScalingCall },
): Activity {
  const activity: Activity = {
    ActivityId: call.kernel.random.uuid(),
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: group.arn,
    Description: description,
    Cause: cause,
    StartTime: new Date(call.kernel.clock.now()),
    StatusCode: 'InProgress',
    Progress: 0,
  };
  group.activities.unshift(activity);
  group.activities.splice(ACTIVITIES_MAX);
  return activity;
}

function finish(
  activity: Activity,
  { status, description }: { readonly status: 'Successful' | 'Failed'; readonly description: string },
  { kernel }: AutoScalingCall,
): void {
  activity.StatusCode = status;
  activity.Description = description;
  activity.EndTime = new Date(kernel.clock.now());
  activity.Progress = 100;
}

function timeOf({ kernel }: AutoScalingCall): string {
  return new Date(kernel.clock.now()).toISOString();
}
