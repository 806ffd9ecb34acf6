import type { CreateFunctionRequest, FunctionCode } from '@aws-sdk/client-lambda';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { codePackage } from '../code-package.ts';
import { deleteFunctionConcurrency, putFunctionConcurrency } from '../concurrency.ts';
import { findFunction } from '../find-function.ts';
import { functionSettings } from '../function-settings.ts';
import { createFunction, deleteFunction, replaceLatest } from '../functions.ts';
import { inlineCode } from '../inline-code.ts';

type Properties = Record<string, unknown>;

/** AWS::Lambda::Function. `Ref` is the function's name. */
export const functionResource: ResourceType = {
  typeName: 'AWS::Lambda::Function',
  timing: 'model',
  async create(properties, context) {
    const FunctionName = String(properties.FunctionName ?? context.physicalName(64));
    const Tags = tagsOf(properties, context);
    const Code = codeOf(properties);
    await createFunction({ ...settingsOf(properties), FunctionName, Code, Tags }, context);
    reserve(FunctionName, properties, context);
    return created(FunctionName, context);
  },
  async update(resource, properties, previous, context) {
    const fn = findFunction(context, resource.physicalId);
    const isSameCode = JSON.stringify(properties.Code) === JSON.stringify(previous.Code);
    const code = isSameCode ? fn.latest.code : await codePackage(codeOf(properties), context);
    replaceLatest(context, fn, { settings: functionSettings(settingsOf(properties)), code });
    fn.tags.clear();
    for (const [key, value] of Object.entries(tagsOf(properties, context))) fn.tags.set(key, value);
    reserve(resource.physicalId, properties, context);
    return created(resource.physicalId, context);
  },
  async delete(resource, _properties, context) {
    deleteFunction({ FunctionName: resource.physicalId }, context);
  },
};

function created(physicalId: string, context: ResourceContext): CreatedResource {
  return { physicalId, attributes: { Arn: findFunction(context, physicalId).arn } };
}

/** Properties come from templates, where numbers and booleans may be strings. */
function settingsOf(properties: Properties): Omit<CreateFunctionRequest, 'FunctionName' | 'Code'> {
  const {
    FunctionName: _name,
    Code: _code,
    Tags: _tags,
    ReservedConcurrentExecutions: _reserved,
    RuntimeManagementConfig: _management,
    RecursiveLoop: _recursive,
    ...rest
  } = properties;
  const numbers = Object.fromEntries(
    ['Timeout', 'MemorySize'].filter((name) => name in rest).map((name) => [name, Number(rest[name])]),
  );
  const Variables = (rest.Environment as { Variables?: Properties } | undefined)?.Variables;
  const Environment =
    Variables === undefined
      ? {}
      : {
          Environment: {
            Variables: Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, String(value)])),
          },
        };
  return { ...rest, ...numbers, ...Environment } as Omit<CreateFunctionRequest, 'FunctionName' | 'Code'>;
}

function codeOf(properties: Properties): FunctionCode {
  const { ZipFile, ...code } = (properties.Code ?? {}) as { ZipFile?: string } & FunctionCode;
  if (ZipFile === undefined) return code;
  return { ZipFile: inlineCode(ZipFile, String(properties.Runtime), String(properties.Handler)) };
}

function reserve(FunctionName: string, properties: Properties, context: ResourceContext): void {
  const wanted = properties.ReservedConcurrentExecutions;
  if (wanted === undefined) deleteFunctionConcurrency({ FunctionName }, context);
  else putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: Number(wanted) }, context);
}

function tagsOf(properties: Properties, context: ResourceContext): Record<string, string> {
  const own = (properties.Tags ?? []) as { Key: string; Value: string }[];
  return { ...context.tags, ...Object.fromEntries(own.map(({ Key, Value }) => [Key, Value])) };
}
