import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import {
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Weights } from '../../src/core/entities.ts';
import type { Stage } from './harness.ts';

/** An operator sets the weights of every production rule of an application, past Plinth. */
export async function modifyRules(stage: Stage, application: string, weights: Weights): Promise<void> {
  const elb = new ElasticLoadBalancingV2Client(stage.aws);
  const outputs = (await stage.state.readScopeState(application))?.stacks.service?.outputs ?? {};
  const RuleArns = (outputs.ProductionRuleArns ?? '').split(',');
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ RuleArns }));
  const TargetGroups = [
    { TargetGroupArn: outputs.TargetGroupOneArn, Weight: weights.one },
    { TargetGroupArn: outputs.TargetGroupTwoArn, Weight: weights.two },
  ];
  for (const { RuleArn } of Rules) {
    const Actions = [{ Type: 'forward', ForwardConfig: { TargetGroups } } as const];
    await elb.send(new ModifyRuleCommand({ RuleArn, Actions }));
  }
}

/** An operator raises the alarm that watches a slot. */
export async function raiseAlarm(stage: Stage, application: string, slot: 'One' | 'Two'): Promise<void> {
  const AlarmName = (await stage.state.readScopeState(application))?.stacks.service?.outputs[`AlarmName${slot}`];
  const raised = { AlarmName, StateValue: 'ALARM', StateReason: '12 server errors within a minute' } as const;
  await new CloudWatchClient(stage.aws).send(new SetAlarmStateCommand(raised));
}

/** An operator changes how many tasks of a release run. */
export async function scaleTo(stage: Stage, service: string, desiredCount: number): Promise<void> {
  await new ECSClient(stage.aws).send(new UpdateServiceCommand({ cluster: 'plinth-dev', service, desiredCount }));
}

/** Waits until a step of an operation runs. */
export async function whileIn(stage: Stage, id: string, step: string): Promise<void> {
  while (!(await stage.operation(id)).steps.some(({ name, status }) => name === step && status === 'running')) {
    await stage.sleep(1);
  }
}
