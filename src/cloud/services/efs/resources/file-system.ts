import { AwsError } from '../../../kernel/errors.ts';
import { text } from '../../../kernel/property-values.ts';
import { checkedType, type ResourceRequest } from '../../../resource-types/checked-type.ts';
import { findGenericResource, genericResources } from '../../../resource-types/generic-registry.ts';

const TYPE = 'AWS::EFS::FileSystem';

/** AWS::EFS::FileSystem: `Ref` is the id. */
export const fileSystemType = checkedType({
  typeName: TYPE,
  async check({ properties }) {
    if (text(properties, 'KmsKeyId') === undefined || text(properties, 'Encrypted') === 'true') return;
    throw new AwsError('BadRequest', 'KmsKeyId can only be specified for an encrypted file system.');
  },
  async attributes({ physicalId }, { context }) {
    return { Arn: `arn:aws:elasticfilesystem:${context.region}:${context.account}:file-system/${physicalId}` };
  },
  async checkDeletion({ physicalId }, { context }) {
    const targets = genericResources(context.kernel, context, 'AWS::EFS::MountTarget');
    if (!targets.some(({ properties }) => text(properties, 'FileSystemId') === physicalId)) return;
    throw new AwsError(
      'FileSystemInUse',
      `The file system ${physicalId} has mount targets and cannot be deleted.`,
      409,
    );
  },
});

/** Throws unless the file system of a mount target or an access point exists. */
export function checkFileSystem({ properties, context }: ResourceRequest): void {
  const physicalId = text(properties, 'FileSystemId')!;
  if (findGenericResource(context.kernel, context, { typeName: TYPE, physicalId }) !== undefined) return;
  throw new AwsError('FileSystemNotFound', `File system '${physicalId}' does not exist.`, 404);
}
