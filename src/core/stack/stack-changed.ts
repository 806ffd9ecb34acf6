import { z } from 'zod';
import type { Ports } from '../ports/index.ts';
import { stackTokenKey } from './await-stack.ts';
import { isSettled } from './stack-status.ts';

/** EventBridge's `CloudFormation Stack Status Change`. */
export const StackChanged = z.object({
  detail: z.object({
    'stack-id': z.string(),
    'status-details': z.object({ status: z.string() }),
    'client-request-token': z.string().optional(),
  }),
});
export type StackChanged = z.infer<typeof StackChanged>;

/** Resolves the task token of the workflow that awaits this change of the stack, if there is one. It then reads the stack itself. */
export async function stackChanged({ detail }: StackChanged, ports: Pick<Ports, 'state' | 'workflows'>): Promise<void> {
  if (!isSettled(detail['status-details'].status)) return;
  const token = await ports.state.takeToken(stackTokenKey(detail['stack-id'], detail['client-request-token']));
  if (token) await ports.workflows.succeed(token.taskToken, {});
}
