import { CreateVpcCommand, DeleteVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
} from '@aws-sdk/client-eventbridge';
import { DescribeExecutionCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Stage } from './harness.ts';

/** Puts right what a fault broke. */
export type Mend = () => Promise<void>;

const vpcsMax = 20;

/** Takes what is left of the region's quota of VPCs. */
export async function useUpVpcs({ aws }: Stage): Promise<Mend> {
  const ec2 = new EC2Client(aws);
  const made: string[] = [];
  for (let count = 0; count < vpcsMax; count++) {
    try {
      const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '192.168.0.0/24' }));
      made.push(Vpc?.VpcId ?? '');
    } catch (error) {
      if (error instanceof Error && error.name === 'VpcLimitExceeded') break;
      throw error;
    }
  }
  return async () => {
    for (const VpcId of made) await ec2.send(new DeleteVpcCommand({ VpcId }));
  };
}

/** Lets no schedule of Plinth's start anything: a modelled day has some six hundred sweeps. */
export async function pauseSweeps({ aws }: Stage): Promise<Mend> {
  const events = new EventBridgeClient(aws);
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  const schedules = Rules.filter(({ ScheduleExpression, State }) => ScheduleExpression && State === 'ENABLED');
  for (const { Name } of schedules) await events.send(new DisableRuleCommand({ Name }));
  return async () => {
    for (const { Name } of schedules) await events.send(new EnableRuleCommand({ Name }));
  };
}

/** Somebody stops an execution in the console. False when it does not run, or not yet. */
export async function stopExecution(
  { plinth, aws }: Stage,
  machine: 'converge' | 'change-stack' | 'release' | 'drift',
  name: string,
): Promise<boolean> {
  const sfn = new SFNClient(aws);
  const executionArn = `arn:aws:states:${plinth.aws.region}:111122223333:execution:plinth-${machine}:${name}`;
  const execution = await sfn.send(new DescribeExecutionCommand({ executionArn })).catch(() => undefined);
  if (execution?.status !== 'RUNNING') return false;
  await sfn.send(new StopExecutionCommand({ executionArn, cause: 'stopped by hand' }));
  return true;
}
