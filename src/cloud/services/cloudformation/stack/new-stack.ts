import { AwsError } from '../../../kernel/errors.ts';
import type { Call } from '../../../kernel/service.ts';
import { validationError } from '../template/template-error.ts';
import type { Stack } from './stack.ts';
import { stacksOf } from './stack-store.ts';

const NAME_LENGTH_MAX = 128;

/** A new stack that has only its name; it is not in the store yet. */
export function newStack(call: Call, name: string): Stack {
  checkStackName(name);
  const { kernel, account, region } = call;
  if (stacksOf(kernel, call).find(name) !== undefined) {
    throw new AwsError('AlreadyExistsException', `Stack [${name}] already exists`);
  }
  return {
    id: `arn:aws:cloudformation:${region}:${account}:stack/${name}/${kernel.random.uuid()}`,
    name,
    accountRegion: { account, region },
    createdAtMs: kernel.clock.now(),
    status: 'REVIEW_IN_PROGRESS',
    disableRollback: false,
    isTerminationProtected: false,
    outputs: [],
    imports: [],
    resources: new Map(),
    events: [],
    changeSets: new Map(),
    requests: new Map(),
  };
}

function checkStackName(name: string): void {
  const fault = /^[a-zA-Z][-a-zA-Z0-9]*$/.test(name)
    ? name.length > NAME_LENGTH_MAX
      ? `Member must have length less than or equal to ${NAME_LENGTH_MAX}`
      : undefined
    : 'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*';
  if (fault === undefined) return;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: ${fault}`,
  );
}
