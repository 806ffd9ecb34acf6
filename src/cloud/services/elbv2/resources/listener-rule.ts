import { isDeepStrictEqual } from 'node:util';
import type { Action, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import type { ResourceType } from '../../../kernel/service.ts';
import { createRule, deleteRule, modifyRule, setRulePriorities } from '../rules.ts';
import { type ElbCall, elbStore, type Rule } from '../store.ts';
import { fixStatusCodes } from './fix-status-codes.ts';

interface ListenerRuleProperties {
  readonly ListenerArn?: string;
  readonly Priority?: number;
  readonly Conditions?: RuleCondition[];
  readonly Actions?: Action[];
  readonly Tags?: { Key: string; Value: string }[];
}

const COERCED = { numbers: ['Priority', 'Order', 'Weight', 'DurationSeconds'], booleans: ['Enabled'] };

export const listenerRuleType: ResourceType = {
  typeName: 'AWS::ElasticLoadBalancingV2::ListenerRule',
  timing: 'model',
  async create(given: ListenerRuleProperties, context) {
    const { ListenerArn, Priority, Conditions, Actions, Tags } = propertiesOf(given);
    const { Rules } = createRule(
      { ListenerArn, Priority, Conditions, Actions, ...(Tags === undefined ? {} : { Tags }) },
      context,
    );
    return described(Rules[0]!.RuleArn);
  },
  async update(resource, given: ListenerRuleProperties, previous: ListenerRuleProperties, context) {
    const { Priority, Conditions, Actions } = propertiesOf(given);
    const RuleArn = resource.physicalId;
    if (Priority !== propertiesOf(previous).Priority)
      setRulePriorities({ RulePriorities: [{ RuleArn, Priority }] }, context);
    modifyRule({ RuleArn, Conditions, Actions }, context);
    return described(RuleArn);
  },
  async delete(resource, _properties, context) {
    if (find(resource.physicalId, context)) deleteRule({ RuleArn: resource.physicalId }, context);
  },
  actual(resource, given: ListenerRuleProperties, context) {
    const rule = find(resource.physicalId, context);
    if (rule === undefined) return undefined;
    const { Priority, Actions } = propertiesOf(given);
    return {
      ...given,
      ...(rule.priority === Priority ? {} : { Priority: rule.priority }),
      ...(isDeepStrictEqual(weightsOf(rule.actions), weightsOf(Actions)) ? {} : { Actions: rule.actions }),
    };
  },
};

function propertiesOf(given: ListenerRuleProperties) {
  const properties = coerceProperties(given, COERCED);
  return { ...properties, Actions: fixStatusCodes(properties.Actions) };
}

function find(arn: string, context: ElbCall): Rule | undefined {
  return [...elbStore(context).listeners.values()].flatMap(({ rules }) => rules).find((rule) => rule.arn === arn);
}

/** Where the rule forwards to: what a template and the API write differently in the rest of an action says the same. */
function weightsOf(actions: readonly Action[] = []): Record<string, number> {
  const groups = actions.flatMap(({ ForwardConfig, TargetGroupArn }) => {
    return ForwardConfig?.TargetGroups ?? (TargetGroupArn === undefined ? [] : [{ TargetGroupArn }]);
  });
  return Object.fromEntries(groups.map(({ TargetGroupArn = '', Weight = 1 }) => [TargetGroupArn, Weight]));
}

function described(arn: string) {
  return { physicalId: arn, attributes: { RuleArn: arn, IsDefault: false } };
}
