import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import type { ResourceContext, ResourceType, Service } from '../../../src/cloud/kernel/service.ts';

const PLACE = { account: '111122223333', region: 'eu-west-1' };

/** A kernel in virtual time with some services, called as one account in one region. */
export function cloudOf(...services: Service[]) {
  const kernel = createKernel({ clock: 'virtual' }, services, []);
  const call = <T = Record<string, unknown>>(service: string, operation: string, input: object, place = PLACE) =>
    kernel.clock.drive(kernel.invoke<T>(service, operation, input, place));
  return { kernel, call };
}

/** What CloudFormation tells a resource type's code, for a resource `Thing` of the stack `stack`. */
export function resourceContext(kernel: ReturnType<typeof createKernel>, type: ResourceType): ResourceContext {
  return {
    ...PLACE,
    kernel,
    requestId: 'request',
    principalArn: 'arn:aws:iam::111122223333:root',
    typeName: type.typeName,
    logicalId: 'Thing',
    stackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/stack/1',
    stackName: 'stack',
    physicalName: (lengthMax) => 'stack-Thing-ABCDEF123456'.slice(0, lengthMax),
    tags: { 'aws:cloudformation:stack-name': 'stack' },
    signal: new AbortController().signal,
    announce: () => {},
  };
}
