import { AwsError } from '../../../kernel/errors.ts';
import type { ResourceType } from '../../../kernel/service.ts';
import { createScheduleGroup, deleteScheduleGroup } from '../schedule-groups.ts';
import { findGroup } from '../schedule-store.ts';

const NAME_LENGTH_MAX = 64;

/** AWS::Scheduler::ScheduleGroup. `Ref` is the group's name. */
export const scheduleGroupResource: ResourceType = {
  typeName: 'AWS::Scheduler::ScheduleGroup',
  timing: 'model',
  async create(properties, context) {
    const Name = String(properties.Name ?? context.physicalName(NAME_LENGTH_MAX));
    const { ScheduleGroupArn } = createScheduleGroup({ Name }, context);
    const group = findGroup(Name, context);
    group.tags = new Map(Object.entries(context.tags));
    const date = new Date(group.createdAtMs).toISOString();
    const attributes = { Arn: ScheduleGroupArn, State: 'ACTIVE', CreationDate: date, LastModificationDate: date };
    return { physicalId: Name, attributes };
  },
  async delete(resource, _properties, context) {
    try {
      deleteScheduleGroup({ Name: resource.physicalId }, context);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error;
    }
  },
};
