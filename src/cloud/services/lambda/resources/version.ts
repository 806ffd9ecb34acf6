import type { ResourceType } from '../../../kernel/service.ts';
import { deleteFunction } from '../functions.ts';
import { publishVersion } from '../versions.ts';

/** AWS::Lambda::Version. `Ref` is the version's ARN. */
export const versionResource: ResourceType = {
  typeName: 'AWS::Lambda::Version',
  timing: 'model',
  async create({ FunctionName, Description, CodeSha256 }, context) {
    const published = publishVersion(
      {
        FunctionName: String(FunctionName),
        ...(Description === undefined ? {} : { Description: String(Description) }),
        ...(CodeSha256 === undefined ? {} : { CodeSha256: String(CodeSha256) }),
      },
      context,
    );
    const physicalId = published.FunctionArn!;
    return { physicalId, attributes: { Version: published.Version, FunctionArn: physicalId } };
  },
  async delete(resource, _properties, context) {
    deleteFunction({ FunctionName: resource.physicalId }, context);
  },
};
