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
