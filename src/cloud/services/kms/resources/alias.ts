import type { ResourceType } from '../../../kernel/service.ts';
import { createAlias, updateAlias } from '../alias-operations.ts';
import { kmsStore } from '../store.ts';

/** AWS::KMS::Alias: `Ref` is the alias name. */
export const aliasType: ResourceType = {
  typeName: 'AWS::KMS::Alias',
  timing: 'model',
  async create(properties, context) {
    const { AliasName, TargetKeyId } = properties as { AliasName: string; TargetKeyId: string };
    createAlias({ AliasName, TargetKeyId }, context);
    return { physicalId: AliasName };
  },
  async update(resource, properties, _previous, context) {
    const { TargetKeyId } = properties as { TargetKeyId: string };
    updateAlias({ AliasName: resource.physicalId, TargetKeyId }, context);
    return resource;
  },
  async delete({ physicalId }, _properties, context) {
    kmsStore(context.kernel, context).aliases.delete(physicalId);
  },
};
