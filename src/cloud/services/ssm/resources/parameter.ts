import { AwsError } from '../../../kernel/errors.ts';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { putParameter } from '../put-parameter.ts';
import { findParameter, ssmStore } from '../store.ts';

interface ParameterProperties {
  readonly Name?: string;
  readonly Type: string;
  readonly Value: string;
  readonly Description?: string;
  readonly AllowedPattern?: string;
  readonly Tier?: string;
  readonly DataType?: string;
  readonly Tags?: Readonly<Record<string, string>>;
}

/** AWS::SSM::Parameter: `Ref` is the name; `Type` and `Value` are attributes. Secure strings are refused, as in AWS. */
export const parameterType: ResourceType = {
  typeName: 'AWS::SSM::Parameter',
  timing: 'model',
  async create(raw, context) {
    const properties = raw as unknown as ParameterProperties;
    const name = properties.Name ?? context.physicalName(512);
    put({ name, isNew: true }, properties, context);
    return created(name, properties);
  },
  async update({ physicalId }, raw, _previous, context) {
    const properties = raw as unknown as ParameterProperties;
    put({ name: physicalId, isNew: false }, properties, context);
    return created(physicalId, properties);
  },
  async delete({ physicalId }, _properties, context) {
    ssmStore(context.kernel, context).parameters.delete(physicalId);
  },
};

interface Target {
  readonly name: string;
  readonly isNew: boolean;
}

function put({ name, isNew }: Target, properties: ParameterProperties, context: ResourceContext): void {
  const { Type, Value, Description, AllowedPattern, Tier, DataType } = properties;
  if (Type === 'SecureString') {
    throw new AwsError(
      'ValidationException',
      'SecureString is not supported as a parameter type by AWS CloudFormation',
    );
  }
  putParameter(
    {
      Name: name,
      Type: Type as 'String' | 'StringList',
      Value: String(Value),
      Overwrite: !isNew,
      ...(Description === undefined ? {} : { Description }),
      ...(AllowedPattern === undefined ? {} : { AllowedPattern }),
      ...(Tier === undefined ? {} : { Tier: Tier as 'Standard' }),
      ...(DataType === undefined ? {} : { DataType }),
    },
    context,
  );
  findParameter(context, name).tags = new Map(Object.entries({ ...context.tags, ...properties.Tags }));
}

function created(name: string, { Type, Value }: ParameterProperties): CreatedResource {
  return { physicalId: name, attributes: { Type, Value: String(Value) } };
}
