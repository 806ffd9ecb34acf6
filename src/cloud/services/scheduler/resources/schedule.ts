import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import { AwsError } from '../../../kernel/errors.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { findSchedule, type ScheduleDefinition } from '../schedule-store.ts';
import { createSchedule, deleteSchedule, updateSchedule } from '../schedules.ts';

const NAME_LENGTH_MAX = 64;
const NUMBERS = ['MaximumRetryAttempts', 'MaximumEventAgeInSeconds', 'MaximumWindowInMinutes', 'TaskCount'];

/** AWS::Scheduler::Schedule. `Ref` is the schedule's name. */
export const scheduleResource: ResourceType = {
  typeName: 'AWS::Scheduler::Schedule',
  timing: 'model',
  async create(properties, context) {
    const Name = String(properties.Name ?? context.physicalName(NAME_LENGTH_MAX));
    createSchedule({ ...definitionOf(properties), Name, ...groupOf(properties) }, context);
    return created(Name, properties, context);
  },
  async update(resource, properties, _previous, context) {
    updateSchedule({ ...definitionOf(properties), Name: resource.physicalId, ...groupOf(properties) }, context);
    return created(resource.physicalId, properties, context);
  },
  async delete(resource, properties, context) {
    try {
      deleteSchedule({ Name: resource.physicalId, ...groupOf(properties) }, context);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error;
    }
  },
};

function definitionOf(properties: Record<string, unknown>): ScheduleDefinition {
  const { Name: _name, GroupName: _group, ...definition } = coerceProperties(properties, { numbers: NUMBERS });
  const date = (value: unknown) => (value === undefined ? undefined : new Date(String(value)));
  return {
    ...(inApiWords(definition) as ScheduleDefinition),
    StartDate: date(definition.StartDate),
    EndDate: date(definition.EndDate),
  };
}

/** One member starts with a capital letter in CloudFormation, and a small one in the API. */
function inApiWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inApiWords);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      return [name === 'AwsvpcConfiguration' ? 'awsvpcConfiguration' : name, inApiWords(member)];
    }),
  );
}

function groupOf(properties: Record<string, unknown>) {
  return { GroupName: properties.GroupName as string | undefined };
}

function created(name: string, properties: Record<string, unknown>, context: ResourceContext) {
  const { arn } = findSchedule({ Name: name, ...groupOf(properties) }, context);
  return { physicalId: name, attributes: { Arn: arn } };
}
