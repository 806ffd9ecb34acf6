import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import {
  createLogGroup,
  deleteLogGroup,
  deleteRetentionPolicy,
  putLogGroupDeletionProtection,
  putRetentionPolicy,
} from '../log-groups.ts';
import { findGroup } from '../logs-store.ts';

/** AWS::Logs::LogGroup. `Ref` is the group's name; `Arn` ends in `:*`. */
export const logGroupResource: ResourceType = {
  typeName: 'AWS::Logs::LogGroup',
  timing: 'model',
  async create(properties, context) {
    const logGroupName = String(properties.LogGroupName ?? context.physicalName(512));
    createLogGroup({ logGroupName, tags: tagsOf(properties, context), ...classOf(properties) }, context);
    configure(logGroupName, properties, context);
    return { physicalId: logGroupName, attributes: { Arn: `${findGroup(context, logGroupName).arn}:*` } };
  },
  async update(resource, properties, _previous, context) {
    const group = findGroup(context, resource.physicalId);
    group.tags.clear();
    for (const [key, value] of Object.entries(tagsOf(properties, context))) group.tags.set(key, value);
    configure(resource.physicalId, properties, context);
    return resource;
  },
  async delete(resource, _properties, context) {
    deleteLogGroup({ logGroupName: resource.physicalId }, context);
  },
};

function configure(logGroupName: string, properties: Record<string, unknown>, context: ResourceContext): void {
  const group = findGroup(context, logGroupName);
  if (properties.KmsKeyId === undefined) delete group.kmsKeyId;
  else group.kmsKeyId = String(properties.KmsKeyId);
  putLogGroupDeletionProtection(
    {
      logGroupIdentifier: logGroupName,
      deletionProtectionEnabled: String(properties.DeletionProtectionEnabled) === 'true',
    },
    context,
  );
  if (properties.RetentionInDays === undefined) deleteRetentionPolicy({ logGroupName }, context);
  else putRetentionPolicy({ logGroupName, retentionInDays: Number(properties.RetentionInDays) }, context);
}

function classOf(properties: Record<string, unknown>) {
  return properties.LogGroupClass === undefined ? {} : { logGroupClass: properties.LogGroupClass as 'STANDARD' };
}

function tagsOf(properties: Record<string, unknown>, context: ResourceContext): Record<string, string> {
  const own = (properties.Tags ?? []) as { Key: string; Value: string }[];
  return { ...context.tags, ...Object.fromEntries(own.map(({ Key, Value }) => [Key, Value])) };
}
