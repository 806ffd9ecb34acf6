import {
  type Action,
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  type Rule,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Slot, Weights } from '../core/entities.ts';
import type { LoadBalancing, Target, TargetHealth } from '../core/ports/index.ts';
import { clientFor } from './clients.ts';

/** Elastic Load Balancing v2. */
export const loadBalancing: LoadBalancing = {
  async weights(target, ruleArn) {
    const [rule] = await rules(target, [ruleArn]);
    return weightsOf(rule);
  },

  async shift(target, ruleArns, groups, weights) {
    const found = await rules(target, ruleArns);
    await Promise.all(found.map((rule) => client(target).send(modifyRule(rule, groups, weights))));
  },

  async health(target, targetGroupArn) {
    const command = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn });
    const { TargetHealthDescriptions: all = [] } = await client(target).send(command);
    return targetHealth(all);
  },
};

function client(target: Target): ElasticLoadBalancingV2Client {
  return clientFor(ElasticLoadBalancingV2Client, target);
}

async function rules(target: Target, ruleArns: readonly string[]): Promise<readonly Rule[]> {
  const { Rules = [] } = await client(target).send(new DescribeRulesCommand({ RuleArns: [...ruleArns] }));
  return Rules;
}

/** Where a rule forwards to, by target group ARN. */
export function weightsOf(rule: Rule | undefined): Record<string, number> {
  const groups = forwardAction(rule)?.ForwardConfig?.TargetGroups ?? [];
  return Object.fromEntries(groups.map((group) => [group.TargetGroupArn ?? '', group.Weight ?? 0]));
}

function forwardAction(rule: Rule | undefined): Action | undefined {
  return rule?.Actions?.find((action) => action.Type === 'forward');
}

/** Changes the weights only, and keeps the rule's other actions, such as a login, and its stickiness. */
function modifyRule(rule: Rule, groups: Readonly<Record<Slot, string>>, weights: Weights): ModifyRuleCommand {
  const forward = forwardAction(rule);
  const stickiness = forward?.ForwardConfig?.TargetGroupStickinessConfig;
  const shifted: Action = {
    Type: 'forward',
    ...(forward?.Order !== undefined && { Order: forward.Order }),
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: groups.one, Weight: weights.one },
        { TargetGroupArn: groups.two, Weight: weights.two },
      ],
      ...(stickiness && { TargetGroupStickinessConfig: stickiness }),
    },
  };
  const others = (rule.Actions ?? []).filter((action) => action !== forward).map(withExistingSecret);
  return new ModifyRuleCommand({ RuleArn: rule.RuleArn, Actions: [...others, shifted] });
}

/**
 * DescribeRules does not return the client secret of a login, and ModifyRule needs it or this field.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AuthenticateOidcActionConfig.html
 */
function withExistingSecret(action: Action): Action {
  const { AuthenticateOidcConfig: config } = action;
  return config ? { ...action, AuthenticateOidcConfig: { ...config, UseExistingClientSecret: true } } : action;
}

/** Health of the targets, without those that are draining. */
function targetHealth(all: readonly TargetHealthDescription[]): TargetHealth {
  const staying = all.filter(({ TargetHealth: health }) => health?.State !== 'draining');
  const notHealthy = staying.filter(({ TargetHealth: health }) => health?.State !== 'healthy');
  const reason = commonest(
    notHealthy.map(({ TargetHealth: health }) => health?.Description ?? health?.Reason ?? 'unknown'),
  );
  return {
    healthy: staying.length - notHealthy.length,
    total: staying.length,
    failing: notHealthy.filter(({ TargetHealth: health }) => health?.State === 'unhealthy').length,
    ...(reason !== undefined && { reason }),
  };
}

function commonest(words: readonly string[]): string | undefined {
  const count = (word: string) => words.filter((other) => other === word).length;
  return [...words].sort((one, other) => count(other) - count(one))[0];
}
