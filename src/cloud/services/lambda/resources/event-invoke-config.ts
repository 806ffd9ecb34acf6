import type { PutFunctionEventInvokeConfigCommandInput } from '@aws-sdk/client-lambda';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { deleteFunctionEventInvokeConfig, putFunctionEventInvokeConfig } from '../event-invoke-configs.ts';

type Properties = Record<string, unknown>;

/** AWS::Lambda::EventInvokeConfig. `Ref` is the function's name and the qualifier. */
export const eventInvokeConfigResource: ResourceType = {
  typeName: 'AWS::Lambda::EventInvokeConfig',
  timing: 'model',
  async create(properties, context) {
    put(properties, context);
    return { physicalId: `${properties.FunctionName}|${properties.Qualifier}` };
  },
  async update(resource, properties, _previous, context) {
    put(properties, context);
    return resource;
  },
  async delete(_resource, properties, context) {
    const { FunctionName, Qualifier } = properties;
    deleteFunctionEventInvokeConfig({ FunctionName: String(FunctionName), Qualifier: String(Qualifier) }, context);
  },
};

function put(properties: Properties, context: ResourceContext): void {
  const numbers = Object.fromEntries(
    ['MaximumRetryAttempts', 'MaximumEventAgeInSeconds']
      .filter((name) => name in properties)
      .map((name) => [name, Number(properties[name])]),
  );
  const input: Properties = { ...properties, ...numbers };
  putFunctionEventInvokeConfig(input as unknown as PutFunctionEventInvokeConfigCommandInput, context);
}
