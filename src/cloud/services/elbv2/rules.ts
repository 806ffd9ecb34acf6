import type {
  CreateRuleInput,
  DescribeRulesInput,
  ModifyRuleInput,
  SetRulePrioritiesInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { checkedActions } from './actions.ts';
import { describedActions } from './authenticate-action.ts';
import { checkedConditions } from './conditions.ts';
import { propagate } from './data-plane/propagate.ts';
import {
  elbArn,
  elbStore,
  findListener,
  findLoadBalancer,
  findRule,
  type Listener,
  pageOf,
  type Rule,
  tagMap,
  validationError,
} from './store.ts';

const RULES_MAX = 100;

export function createRule(input: CreateRuleInput, call: Call) {
  const listener = findListener(input.ListenerArn, call);
  const loadBalancer = findLoadBalancer(listener.loadBalancerArn, call);
  checkPriority(listener, input.Priority!);
  const rulesOfLoadBalancer = [...elbStore(call).listeners.values()]
    .filter((each) => each.loadBalancerArn === loadBalancer.arn)
    .reduce((total, each) => total + each.rules.length, 0);
  if (rulesOfLoadBalancer >= RULES_MAX) {
    throw new AwsError('TooManyRules', "You've reached the limit on the number of rules per load balancer");
  }
  const rule: Rule = {
    arn: elbArn(
      call,
      `${listener.arn.split(':').at(-1)!.replace('listener/', 'listener-rule/')}/${call.kernel.random.hex(16)}`,
    ),
    priority: input.Priority!,
    conditions: checkedConditions(input.Conditions),
    actions: checkedActions(input.Actions, { loadBalancer, protocol: listener.protocol, replaced: [] }, call),
    tags: tagMap(input.Tags),
  };
  insert(listener, rule);
  propagate(listener, call);
  return { Rules: [describe(rule)] };
}

/** One call changes all weights at once: a request meets either the old or the new ones. */
export function modifyRule(input: ModifyRuleInput, call: Call) {
  refuseDefaultRule(input.RuleArn, call);
  const { listener, rule } = findRule(input.RuleArn, call);
  const loadBalancer = findLoadBalancer(listener.loadBalancerArn, call);
  const conditions = input.Conditions === undefined ? rule.conditions : checkedConditions(input.Conditions);
  if (input.Actions !== undefined) {
    rule.actions = checkedActions(
      input.Actions,
      { loadBalancer, protocol: listener.protocol, replaced: rule.actions },
      call,
    );
  }
  rule.conditions = conditions;
  propagate(listener, call);
  return { Rules: [describe(rule)] };
}

export function deleteRule(input: { RuleArn?: string }, call: Call) {
  refuseDefaultRule(input.RuleArn, call);
  const { listener, rule } = findRule(input.RuleArn, call);
  listener.rules.splice(listener.rules.indexOf(rule), 1);
  propagate(listener, call);
  return {};
}

export function describeRules(input: DescribeRulesInput, call: Call) {
  if (input.RuleArns !== undefined) return { Rules: input.RuleArns.map((arn) => describeByArn(arn, call)) };
  if (input.ListenerArn === undefined)
    throw validationError('You must specify either listener rule ARNs or a listener ARN');
  const listener = findListener(input.ListenerArn, call);
  const { page, next } = pageOf([...listener.rules.map(describe), describeDefault(listener)], input);
  return { Rules: page, ...next };
}

export function setRulePriorities(input: SetRulePrioritiesInput, call: Call) {
  const changes = (input.RulePriorities ?? []).map(({ RuleArn, Priority }) => {
    refuseDefaultRule(RuleArn, call);
    return { ...findRule(RuleArn, call), priority: Priority! };
  });
  const wanted = new Map(changes.map(({ rule, priority }) => [rule, priority]));
  const listeners = new Set(changes.map(({ listener }) => listener));
  for (const listener of listeners) {
    const priorities = listener.rules.map((rule) => wanted.get(rule) ?? rule.priority);
    if (new Set(priorities).size < priorities.length)
      throw new AwsError('PriorityInUse', 'One or more priorities are currently in use');
  }
  for (const { rule, priority } of changes) {
    checkPriorityRange(priority);
    rule.priority = priority;
  }
  for (const listener of listeners) {
    listener.rules.sort((a, b) => a.priority - b.priority);
    propagate(listener, call);
  }
  return { Rules: changes.map(({ rule }) => describe(rule)) };
}

function insert(listener: Listener, rule: Rule): void {
  listener.rules.push(rule);
  listener.rules.sort((a, b) => a.priority - b.priority);
}

function checkPriority(listener: Listener, priority: number): void {
  checkPriorityRange(priority);
  if (listener.rules.some((rule) => rule.priority === priority)) {
    throw new AwsError('PriorityInUse', `Priority '${priority}' is currently in use`);
  }
}

function checkPriorityRange(priority: number): void {
  if (!(priority >= 1 && priority <= 50_000))
    throw validationError(`Priority '${priority}' must be between '1' and '50000' inclusive`);
}

function refuseDefaultRule(arn: string | undefined, call: Call): void {
  const isDefault = [...elbStore(call).listeners.values()].some(({ defaultRuleArn }) => defaultRuleArn === arn);
  if (isDefault) throw new AwsError('OperationNotPermitted', `Default rule '${arn}' cannot be modified or deleted`);
}

function describeByArn(arn: string, call: Call) {
  const byDefault = [...elbStore(call).listeners.values()].find(({ defaultRuleArn }) => defaultRuleArn === arn);
  return byDefault === undefined ? describe(findRule(arn, call).rule) : describeDefault(byDefault);
}

function describe(rule: Rule) {
  return {
    RuleArn: rule.arn,
    Priority: String(rule.priority),
    Conditions: rule.conditions,
    Actions: describedActions(rule.actions),
    IsDefault: false,
  };
}

function describeDefault(listener: Listener) {
  return {
    RuleArn: listener.defaultRuleArn,
    Priority: 'default',
    Conditions: [],
    Actions: describedActions(listener.defaultActions),
    IsDefault: true,
  };
}
