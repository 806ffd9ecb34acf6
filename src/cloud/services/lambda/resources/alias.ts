import type { CreateAliasCommandInput } from '@aws-sdk/client-lambda';
import type { ResourceType } from '../../../kernel/service.ts';
import { createAlias, deleteAlias, updateAlias } from '../aliases.ts';

type Properties = Record<string, unknown>;

/** AWS::Lambda::Alias. `Ref` is the alias's ARN. */
export const aliasResource: ResourceType = {
  typeName: 'AWS::Lambda::Alias',
  timing: 'model',
  async create(properties, context) {
    const physicalId = createAlias(inputOf(properties), context).AliasArn!;
    return { physicalId, attributes: { AliasArn: physicalId } };
  },
  async update(resource, properties, _previous, context) {
    updateAlias({ RoutingConfig: {}, Description: '', ...inputOf(properties) }, context);
    return resource;
  },
  async delete(_resource, properties, context) {
    deleteAlias({ FunctionName: String(properties.FunctionName), Name: String(properties.Name) }, context);
  },
};

/** CloudFormation has a list of additional versions, the API a map. */
function inputOf(properties: Properties): CreateAliasCommandInput {
  const { RoutingConfig, ProvisionedConcurrencyConfig: _provisioned, ...rest } = properties;
  const weights = (RoutingConfig as { AdditionalVersionWeights?: Properties[] } | undefined)?.AdditionalVersionWeights;
  const routing = {
    RoutingConfig: {
      AdditionalVersionWeights: Object.fromEntries(
        (weights ?? []).map(({ FunctionVersion, FunctionWeight }) => [String(FunctionVersion), Number(FunctionWeight)]),
      ),
    },
  };
  return { ...rest, ...(weights === undefined ? {} : routing) } as CreateAliasCommandInput;
}
