import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';

const TAIL_BYTES_MAX = 4096;

/** The output of one sandbox: buffered until the invocation ends, then written to CloudWatch Logs. */
export interface FunctionLog {
  readonly groupName: string;
  readonly streamName: string;
  write(message: string): void;
  /** The last 4 KB of what was written since the last flush, as base64. */
  tail(): string;
  flush(): Promise<void>;
}

export function functionLog(
  kernel: Kernel,
  accountRegion: AccountRegion,
  names: { groupName: string; streamName: string },
): FunctionLog {
  const { groupName: logGroupName, streamName: logStreamName } = names;
  let pending: { timestamp: number; message: string }[] = [];
  let isOpen = false;
  const open = async () => {
    await unlessExists(kernel.invoke('logs', 'CreateLogGroup', { logGroupName }, accountRegion));
    await unlessExists(kernel.invoke('logs', 'CreateLogStream', { logGroupName, logStreamName }, accountRegion));
    isOpen = true;
  };
  return {
    ...names,
    write(message) {
      pending.push({ timestamp: Math.floor(kernel.clock.now()), message: `${message}\n` });
    },
    tail() {
      const text = Buffer.from(pending.map(({ message }) => message).join(''));
      return text.subarray(Math.max(0, text.length - TAIL_BYTES_MAX)).toString('base64');
    },
    async flush() {
      const logEvents = pending;
      pending = [];
      if (logEvents.length === 0) return;
      const put = async () => {
        if (!isOpen) await open();
        await kernel.invoke('logs', 'PutLogEvents', { logGroupName, logStreamName, logEvents }, accountRegion);
      };
      try {
        await put();
      } catch (error) {
        if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error;
        // The group was deleted meanwhile: Lambda creates it again.
        isOpen = false;
        await put();
      }
    },
  };
}

async function unlessExists(creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ResourceAlreadyExistsException') throw error;
  }
}
