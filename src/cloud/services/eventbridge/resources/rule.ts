import type { Target } from '@aws-sdk/client-eventbridge';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { findBus, findRule } from '../event-bus-store.ts';
import { deleteRule, putRule } from '../rules.ts';
import { putTargets, removeTargets } from '../targets.ts';

const NAME_LENGTH_MAX = 64;

/** AWS::Events::Rule. `Ref` is the rule's name, on a custom bus `<bus>|<name>`. */
export const ruleResource: ResourceType = {
  typeName: 'AWS::Events::Rule',
  timing: 'model',
  async create(properties, context) {
    const name = String(properties.Name ?? context.physicalName(NAME_LENGTH_MAX));
    return put(name, properties, context);
  },
  async update(resource, properties, _previous, context) {
    return put(String(resource.attributes?.RuleName), properties, context);
  },
  async delete(resource, properties, context) {
    const EventBusName = busOf(properties);
    const Name = String(resource.attributes?.RuleName ?? resource.physicalId.split('|').at(-1));
    const rule = findBus(context.kernel, context, EventBusName).rules.get(Name);
    if (rule === undefined) return;
    removeTargets({ Rule: Name, EventBusName, Ids: [...rule.targets.keys()] }, context);
    deleteRule({ Name, EventBusName }, context);
  },
};

function put(Name: string, properties: Record<string, unknown>, context: ResourceContext): CreatedResource {
  const EventBusName = busOf(properties);
  const pattern = properties.EventPattern;
  const { RuleArn } = putRule(
    {
      Name,
      EventBusName,
      EventPattern: pattern === undefined || typeof pattern === 'string' ? pattern : JSON.stringify(pattern),
      ScheduleExpression: properties.ScheduleExpression as string | undefined,
      Description: properties.Description as string | undefined,
      RoleArn: properties.RoleArn as string | undefined,
      State: properties.State as 'ENABLED' | 'DISABLED' | undefined,
    },
    context,
  );
  const bus = findBus(context.kernel, context, EventBusName);
  const rule = findRule(bus, Name);
  rule.tags = new Map(Object.entries(context.tags));
  const targets = ((properties.Targets as Record<string, unknown>[] | undefined) ?? []).map(targetOf);
  const kept = new Set(targets.map((target) => target.Id));
  const Ids = [...rule.targets.keys()].filter((id) => !kept.has(id));
  removeTargets({ Rule: Name, EventBusName, Ids }, context);
  putTargets({ Rule: Name, EventBusName, Targets: targets }, context);
  return {
    physicalId: bus.name === 'default' ? Name : `${bus.name}|${Name}`,
    attributes: { Arn: RuleArn, RuleName: Name },
  };
}

function busOf(properties: Record<string, unknown>): string | undefined {
  return properties.EventBusName as string | undefined;
}

/** The network configuration's member starts with a capital letter in CloudFormation, and a small one in the API. */
function targetOf(target: Record<string, unknown>): Target {
  const ecs = target.EcsParameters as Record<string, unknown> | undefined;
  const network = ecs?.NetworkConfiguration as Record<string, unknown> | undefined;
  if (network === undefined) return target as unknown as Target;
  const NetworkConfiguration = { awsvpcConfiguration: network.AwsVpcConfiguration };
  return { ...target, EcsParameters: { ...ecs, NetworkConfiguration } } as unknown as Target;
}
