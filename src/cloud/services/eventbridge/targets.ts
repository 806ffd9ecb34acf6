import type {
  ListTargetsByRuleCommandInput,
  PutTargetsCommandInput,
  RemoveTargetsCommandInput,
  Target,
} from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { findBus, findRule } from './event-bus-store.ts';

const TARGETS_PER_RULE_MAX = 5;
const TARGETS_PER_PAGE_MAX = 100;

export const targetOperations: Readonly<Record<string, Operation>> = {
  PutTargets: putTargets,
  RemoveTargets: removeTargets,
  ListTargetsByRule: listTargetsByRule,
};

/** Adds targets, or replaces those with the same id. */
export function putTargets(input: PutTargetsCommandInput, call: Call) {
  const rule = findRule(findBus(call.kernel, call, input.EventBusName), input.Rule!);
  const targets = input.Targets ?? [];
  for (const target of targets) checkTarget(target);
  const ids = new Set([...rule.targets.keys(), ...targets.map((target) => target.Id!)]);
  if (ids.size > TARGETS_PER_RULE_MAX) {
    throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
  }
  for (const target of targets) rule.targets.set(target.Id!, target);
  return { FailedEntryCount: 0, FailedEntries: [] };
}

export function removeTargets(input: RemoveTargetsCommandInput, call: Call) {
  const rule = findRule(findBus(call.kernel, call, input.EventBusName), input.Rule!);
  const FailedEntries = [];
  for (const id of input.Ids ?? []) {
    if (rule.targets.delete(id)) continue;
    FailedEntries.push({
      TargetId: id,
      ErrorCode: 'ResourceNotFoundException',
      ErrorMessage: `Rule ${rule.name} has no target ${id}.`,
    });
  }
  return { FailedEntryCount: FailedEntries.length, FailedEntries };
}

function listTargetsByRule(input: ListTargetsByRuleCommandInput, call: Call) {
  const rule = findRule(findBus(call.kernel, call, input.EventBusName), input.Rule!);
  const limit = input.Limit ?? TARGETS_PER_PAGE_MAX;
  const { items, nextToken } = page([...rule.targets.values()], { limit, token: input.NextToken });
  return { Targets: items, NextToken: nextToken };
}

function checkTarget(target: Target): void {
  const refuse = (reason: string) => {
    throw new AwsError('ValidationException', reason);
  };
  const service = target.Arn!.split(':')[2];
  if (!target.Arn!.startsWith('arn:'))
    refuse(`Parameter ${target.Arn} is not valid. Reason: Provided Arn is not in correct format.`);
  if ((service === 'states' || service === 'ecs') && target.RoleArn === undefined) {
    refuse(`RoleArn is required for target ${target.Arn}.`);
  }
  if (service === 'ecs' && target.EcsParameters === undefined) {
    refuse(`EcsParameters are required for target ${target.Arn}.`);
  }
  if (service === 'sqs' && target.Arn!.endsWith('.fifo') && target.SqsParameters?.MessageGroupId === undefined) {
    refuse(`Parameter(s) SqsParameters must be specified for target: ${target.Id}.`);
  }
  const inputs = [target.Input, target.InputPath, target.InputTransformer].filter((input) => input !== undefined);
  if (inputs.length > 1) {
    refuse(`Only one of Input, InputPath, or InputTransformer must be provided for target ${target.Id}.`);
  }
  if (target.Input !== undefined && !isJson(target.Input)) {
    refuse(`JSON syntax error in input for target ${target.Id}.`);
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
