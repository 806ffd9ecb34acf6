import { checkedType } from '../../../resource-types/checked-type.ts';
import { checkFileSystem } from './file-system.ts';

/** AWS::EFS::AccessPoint: `Ref` is the id. */
export const accessPointType = checkedType({
  typeName: 'AWS::EFS::AccessPoint',
  check: async (request) => checkFileSystem(request),
  async attributes({ physicalId }, { context }) {
    return { Arn: `arn:aws:elasticfilesystem:${context.region}:${context.account}:access-point/${physicalId}` };
  },
});
