import { AwsError } from '../../kernel/errors.ts';
import { closeMachine } from './launch-machine.ts';
import type { AutoScalingCall, Group, Machine } from './store.ts';

/** Deregisters the machine from its target groups, waits until it has drained, and releases its address. */
export async function terminateMachine(machine: Machine, group: Group, call: AutoScalingCall): Promise<void> {
  const { kernel } = call;
  machine.state = 'Terminating';
  const delays = await Promise.all(
    (group.definition.TargetGroupARNs ?? []).map((arn) => deregister(machine, arn, call)),
  );
  await kernel.clock.sleep(Math.max(0, ...delays));
  closeMachine(machine, call);
  await kernel.clock.sleep(kernel.durations.seconds('machine termination'));
  const input = { NetworkInterfaceId: machine.networkInterfaceId };
  await ifThere(kernel.invoke('ec2', 'DeleteNetworkInterface', input, call));
}

/** Answers for how many seconds the target drains. */
async function deregister(machine: Machine, TargetGroupArn: string, call: AutoScalingCall): Promise<number> {
  const request = { TargetGroupArn, Targets: [{ Id: machine.id }] };
  await ifThere(call.kernel.invoke('elasticloadbalancing', 'DeregisterTargets', request, call));
  type Answer = { Attributes: { Key: string; Value: string }[] };
  const asking = call.kernel.invoke<Answer>(
    'elasticloadbalancing',
    'DescribeTargetGroupAttributes',
    { TargetGroupArn },
    call,
  );
  const answer = await ifThere(asking);
  const delay = answer?.Attributes.find(({ Key }) => Key === 'deregistration_delay.timeout_seconds');
  return Number(delay?.Value ?? 0);
}

/** Ignores an error for a target group or interface that was deleted before the machine. */
async function ifThere<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof AwsError && /NotFound$/.test(error.code)) return undefined;
    throw error;
  }
}
