import type { Kernel, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { genericType } from '../../../resource-types/generic-type.ts';
import { physicalName } from '../../../resource-types/identifiers.ts';
import type { StackResource } from '../stack/stack-definition.ts';
import { isCustomType } from '../template/validate-template.ts';
import type { Run } from './run.ts';

const CUSTOM_RESOURCE = 'AWS::CloudFormation::CustomResource';

/** The code that handles a type: what its service registered in the kernel, else the generic type. */
export function resourceHandler(kernel: Kernel, typeName: string): ResourceType {
  const registered = kernel.resourceTypes.get(isCustomType(typeName) ? CUSTOM_RESOURCE : typeName);
  return registered ?? genericType(typeName);
}

/** The context that a type's code receives for a resource. `announce` does nothing by default. */
export function resourceContext(
  run: Pick<Run, 'kernel' | 'stack'>,
  resource: Pick<StackResource, 'logicalId' | 'type' | 'tags'>,
  { signal, announce = () => {} }: { readonly signal: AbortSignal; readonly announce?: ResourceContext['announce'] },
): ResourceContext {
  const { kernel, stack } = run;
  return {
    ...stack.accountRegion,
    kernel,
    requestId: kernel.random.uuid(),
    principalArn: stack.definition?.roleArn ?? `arn:aws:iam::${stack.accountRegion.account}:root`,
    typeName: resource.type,
    logicalId: resource.logicalId,
    stackId: stack.id,
    stackName: stack.name,
    physicalName: (lengthMax) =>
      physicalName({ stackName: stack.name, logicalId: resource.logicalId, random: kernel.random }, { lengthMax }),
    tags: resource.tags,
    isExpress: stack.operation?.mode === 'EXPRESS',
    signal,
    announce,
  };
}

/** Tags every resource of a stack carries. */
export function resourceTags(
  stack: Run['stack'],
  logicalId: string,
  stackTags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): Record<string, string> {
  return {
    ...Object.fromEntries(stackTags.map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
    'aws:cloudformation:stack-name': stack.name,
    'aws:cloudformation:stack-id': stack.id,
    'aws:cloudformation:logical-id': logicalId,
  };
}
