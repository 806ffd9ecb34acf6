import type {
  DeleteRuleCommandInput,
  DescribeRuleCommandInput,
  DisableRuleCommandInput,
  EnableRuleCommandInput,
  ListRuleNamesByTargetCommandInput,
  ListRulesCommandInput,
  PutRuleCommandInput,
  TestEventPatternCommandInput,
} from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../kernel/errors.ts';
import { compilePattern } from '../../kernel/event-pattern.ts';
import { page } from '../../kernel/page.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { type EventBus, findBus, findRule, type Rule } from './event-bus-store.ts';
import { checkSchedule, startSchedule, stopSchedule } from './scheduled-rule.ts';

const RULES_PER_BUS_MAX = 300;
const RULES_PER_PAGE_MAX = 100;
const EVENT_FIELDS = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

export const ruleOperations: Readonly<Record<string, Operation>> = {
  PutRule: putRule,
  DeleteRule: deleteRule,
  DescribeRule: describeRule,
  ListRules: listRules,
  EnableRule: (input: EnableRuleCommandInput, call: Call) => setState(input, call, 'ENABLED'),
  DisableRule: (input: DisableRuleCommandInput, call: Call) => setState(input, call, 'DISABLED'),
  ListRuleNamesByTarget: listRuleNamesByTarget,
  TestEventPattern: testEventPattern,
};

/** Creates the rule, or replaces everything but its targets. */
export function putRule(input: PutRuleCommandInput, call: Call) {
  const bus = findBus(call.kernel, call, input.EventBusName);
  checkRule(input, bus);
  const rule = bus.rules.get(input.Name!) ?? addRule(input, bus, call);
  rule.pattern = input.EventPattern;
  rule.schedule = input.ScheduleExpression;
  rule.state = (input.State as Rule['state'] | undefined) ?? 'ENABLED';
  rule.description = input.Description;
  rule.roleArn = input.RoleArn;
  startSchedule(rule, call);
  return { RuleArn: rule.arn };
}

/** Deleting a rule that does not exist succeeds, as on AWS; a rule with targets is refused. */
export function deleteRule(input: DeleteRuleCommandInput, call: Call) {
  const bus = findBus(call.kernel, call, input.EventBusName);
  const rule = bus.rules.get(input.Name!);
  if (rule === undefined) return {};
  if (rule.targets.size > 0) {
    throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
  }
  stopSchedule(rule, call);
  bus.rules.delete(rule.name);
  return {};
}

function checkRule(input: PutRuleCommandInput, bus: EventBus): void {
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(input.Name!)) {
    throw new AwsError('ValidationException', `Rule name ${input.Name} is not valid.`);
  }
  if (input.EventPattern === undefined && input.ScheduleExpression === undefined) {
    throw new AwsError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  if (input.EventPattern !== undefined) compilePattern(input.EventPattern);
  if (input.ScheduleExpression !== undefined) checkSchedule(input.ScheduleExpression, bus);
  if (!bus.rules.has(input.Name!) && bus.rules.size >= RULES_PER_BUS_MAX) {
    throw new AwsError('LimitExceededException', `The requested resource exceeds the limit of ${RULES_PER_BUS_MAX}.`);
  }
}

function addRule(input: PutRuleCommandInput, bus: EventBus, call: Call): Rule {
  const path = bus.name === 'default' ? input.Name! : `${bus.name}/${input.Name}`;
  const rule: Rule = {
    name: input.Name!,
    arn: `arn:aws:events:${call.region}:${call.account}:rule/${path}`,
    busName: bus.name,
    targets: new Map(),
    tags: new Map((input.Tags ?? []).map((tag) => [tag.Key!, tag.Value!])),
    pattern: undefined,
    schedule: undefined,
    scheduledAtMs: 0,
    state: 'ENABLED',
    description: undefined,
    roleArn: undefined,
  };
  bus.rules.set(rule.name, rule);
  return rule;
}

function describeRule(input: DescribeRuleCommandInput, call: Call) {
  const rule = findRule(findBus(call.kernel, call, input.EventBusName), input.Name!);
  return { ...view(rule), CreatedBy: call.account };
}

function listRules(input: ListRulesCommandInput, call: Call) {
  const rules = [...findBus(call.kernel, call, input.EventBusName).rules.values()]
    .filter((rule) => rule.name.startsWith(input.NamePrefix ?? ''))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const { items, nextToken } = page(rules, { limit: input.Limit ?? RULES_PER_PAGE_MAX, token: input.NextToken });
  return { Rules: items.map(view), NextToken: nextToken };
}

function setState(input: EnableRuleCommandInput, call: Call, state: Rule['state']) {
  const rule = findRule(findBus(call.kernel, call, input.EventBusName), input.Name!);
  rule.state = state;
  startSchedule(rule, call);
  return {};
}

function listRuleNamesByTarget(input: ListRuleNamesByTargetCommandInput, call: Call) {
  const names = [...findBus(call.kernel, call, input.EventBusName).rules.values()]
    .filter((rule) => [...rule.targets.values()].some((target) => target.Arn === input.TargetArn))
    .map((rule) => rule.name);
  const { items, nextToken } = page(names, { limit: input.Limit ?? RULES_PER_PAGE_MAX, token: input.NextToken });
  return { RuleNames: items, NextToken: nextToken };
}

function testEventPattern(input: TestEventPatternCommandInput) {
  let event: Record<string, unknown>;
  try {
    event = JSON.parse(input.Event!);
  } catch {
    throw new AwsError('ValidationException', 'Parameter Event is not valid. Reason: it is not JSON.');
  }
  const missing = EVENT_FIELDS.find((field) => event[field] === undefined);
  if (missing !== undefined) {
    throw new AwsError(
      'ValidationException',
      `Parameter Event is not valid. Reason: ${missing} is a required argument.`,
    );
  }
  return { Result: compilePattern(input.EventPattern!)(event) };
}

function view(rule: Rule) {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.pattern,
    ScheduleExpression: rule.schedule,
    State: rule.state,
    Description: rule.description,
    RoleArn: rule.roleArn,
    EventBusName: rule.busName,
  };
}
