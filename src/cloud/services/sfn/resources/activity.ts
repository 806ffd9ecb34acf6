import type { ResourceType } from '../../../kernel/service.ts';
import { tagList } from './tag-list.ts';

/** AWS::StepFunctions::Activity. */
export const activity: ResourceType = {
  typeName: 'AWS::StepFunctions::Activity',
  timing: 'model',
  async create(properties, context) {
    const name = (properties.Name as string | undefined) ?? context.physicalName(80);
    const input = { name, tags: tagList(properties, context) };
    const { activityArn } = await context.kernel.invoke<{ activityArn: string }>(
      'states',
      'CreateActivity',
      input,
      context,
    );
    return { physicalId: activityArn, attributes: { Arn: activityArn, Name: name } };
  },
  async delete({ physicalId }, _properties, context) {
    await context.kernel.invoke('states', 'DeleteActivity', { activityArn: physicalId }, context);
  },
};
