import { RuntimeFault } from '../asl/states-error.ts';

/** The parsed Resource of a Task state. */
export type TaskResource =
  | { readonly kind: 'function'; readonly arn: string }
  | { readonly kind: 'activity'; readonly arn: string }
  | {
      readonly kind: 'service';
      /** An SDK integration answers with the plain response; an optimized integration shapes it. */
      readonly isSdk: boolean;
      readonly service: string;
      /** As written: `startExecution`. */
      readonly operation: string;
      readonly pattern: TaskPattern;
    };

export type TaskPattern = 'request' | 'sync' | 'sync:2' | 'waitForTaskToken';

const SERVICE = /^arn:aws[a-z-]*:states:::(aws-sdk:)?([a-z0-9-]+):([A-Za-z0-9]+)(?:\.(sync|sync:2|waitForTaskToken))?$/;

export function parseResource(arn: string): TaskResource {
  if (/^arn:aws[a-z-]*:lambda:[^:]*:\d{12}:function:.+$/.test(arn)) return { kind: 'function', arn };
  if (/^arn:aws[a-z-]*:states:[^:]+:\d{12}:activity:.+$/.test(arn)) return { kind: 'activity', arn };
  const match = SERVICE.exec(arn);
  if (match === null) throw new RuntimeFault(`The resource '${arn}' is not a valid task resource.`);
  return {
    kind: 'service',
    isSdk: match[1] !== undefined,
    service: match[2]!,
    operation: match[3]!,
    pattern: (match[4] ?? 'request') as TaskPattern,
  };
}
