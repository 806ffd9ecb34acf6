import type { Action, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { createRule, deleteRule, modifyRule, setRulePriorities } from '../rules.ts';
import { elbStore } from '../store.ts';
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
    if (exists(resource.physicalId, context)) deleteRule({ RuleArn: resource.physicalId }, context);
  },
};

function propertiesOf(given: ListenerRuleProperties) {
  const properties = coerceProperties(given, COERCED);
  return { ...properties, Actions: fixStatusCodes(properties.Actions) };
}

function exists(arn: string, context: ResourceContext): boolean {
  return [...elbStore(context).listeners.values()].some(({ rules }) => rules.some((rule) => rule.arn === arn));
}

function described(arn: string) {
  return { physicalId: arn, attributes: { RuleArn: arn, IsDefault: false } };
}
