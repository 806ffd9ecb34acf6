import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { AwsError } from '../../../kernel/errors.ts';
import type { AccountRegion } from '../../../kernel/service.ts';
import type { EcsCall, Task } from '../store.ts';

/**
 * Opens the container's log stream, `<prefix>/<container>/<task id>`, and answers a function that writes a line to it.
 * Lines of one container keep their order. Throws `ResourceInitializationError` when the log group does not exist.
 */
export async function openLog(
  task: Task,
  definition: ContainerDefinition,
  call: EcsCall,
): Promise<(line: string) => void> {
  const { logDriver, options = {} } = definition.logConfiguration ?? {};
  if (logDriver !== 'awslogs') return () => {};
  const accountRegion: AccountRegion = { account: call.account, region: options['awslogs-region'] ?? call.region };
  const logGroupName = options['awslogs-group'];
  const logStreamName = `${options['awslogs-stream-prefix']}/${definition.name}/${task.id}`;
  const { kernel } = call;
  if (options['awslogs-create-group'] === 'true') {
    await kernel.invoke('logs', 'CreateLogGroup', { logGroupName }, accountRegion).catch(unlessExisting);
  }
  await kernel.invoke('logs', 'CreateLogStream', { logGroupName, logStreamName }, accountRegion).catch(unlessExisting);
  let pending: { timestamp: number; message: string }[] = [];
  const flush = async () => {
    const logEvents = pending;
    pending = [];
    await kernel
      .invoke('logs', 'PutLogEvents', { logGroupName, logStreamName, logEvents }, accountRegion)
      .catch(unlessGone);
  };
  let queue = Promise.resolve();
  return (line) => {
    // Lines written during a PutLogEvents call go with the next one.
    if (pending.push({ timestamp: Math.floor(kernel.clock.now()), message: line }) > 1) return;
    queue = queue.then(flush);
    kernel.background(queue);
  };
}

function unlessExisting(error: unknown): void {
  if (error instanceof AwsError && error.code === 'ResourceAlreadyExistsException') return;
  if (!(error instanceof AwsError)) throw error;
  throw new AwsError(
    'ResourceInitializationError',
    `ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ${error.code}: ${error.message} : exit status 1`,
  );
}

/** When the log group of a running task is deleted, its lines are lost and the task keeps running. */
function unlessGone(error: unknown): void {
  if (!(error instanceof AwsError && error.code === 'ResourceNotFoundException')) throw error;
}
