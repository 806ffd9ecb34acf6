import type { Kernel, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { customResourceType } from '../resources/custom-resource.ts';
import { genericType } from '../resources/generic-type.ts';
import { nestedStackType } from '../resources/nested-stack.ts';
import { waitConditionHandleType, waitConditionType } from '../resources/wait-condition.ts';
import { physicalName } from '../schema/identifiers.ts';
import type { StackResource } from '../stack/stack.ts';
import { isCustomType } from '../template/validate-template.ts';
import type { Run } from './run.ts';

const BUILT_IN = new Map(
  [nestedStackType, waitConditionType, waitConditionHandleType].map((type) => [type.typeName, type]),
);

/** Who handles a type: its service's own code, CloudFormation's built-in types, else the published schema alone. */
export function resourceHandler(kernel: Kernel, typeName: string): ResourceType {
  if (isCustomType(typeName)) return customResourceType;
  return kernel.resourceTypes.get(typeName) ?? BUILT_IN.get(typeName) ?? genericType(typeName);
}

/** What a type's code is told about a resource. `announce` does nothing unless given. */
export function resourceContext(
  run: Pick<Run, 'kernel' | 'stack'>,
  resource: Pick<StackResource, 'logicalId' | 'type' | 'tags'>,
  { signal, announce = () => {} }: { readonly signal: AbortSignal; readonly announce?: ResourceContext['announce'] },
): ResourceContext {
  const { kernel, stack } = run;
  return {
    ...stack.place,
    kernel,
    requestId: kernel.random.uuid(),
    principalArn: stack.definition?.roleArn ?? `arn:aws:iam::${stack.place.account}:root`,
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
