import { z } from 'zod';
import { isEnded } from '../entities.ts';
import { endOperation } from '../operation/end-operation.ts';
import { ErrorOutput, failureFrom } from '../operation/failure-from.ts';
import { type EndPorts, finishAndFree } from '../operation/finish-end.ts';
import { readOperation } from '../operation/operation-state.ts';
import { timestamp } from '../time.ts';
import { readDriftProgress } from './drift-progress.ts';

/** Input of the state "Settle drift". `error` is Step Functions' own, when the detection failed. */
export const SettleDriftInput = z.object({ operationId: z.string(), error: ErrorOutput.optional() });

/** State "Settle drift": keeps what was found as the environment's last detection, and ends the operation. Run again it finishes the end. */
export async function settleDrift(
  { operationId, error }: z.infer<typeof SettleDriftInput>,
  ports: EndPorts,
): Promise<{ readonly status: string }> {
  const operation = await readOperation(operationId, ports);
  if (isEnded(operation)) return { status: (await finishAndFree(operation, ports)).status };
  if (error) {
    const end = { status: 'failed', error: failureFrom(error) } as const;
    return { status: (await endOperation(operationId, end, ports)).status };
  }
  const stacks = ((await readDriftProgress(operationId, ports)) ?? []).flatMap(({ found }) => found ?? []);
  const at = timestamp(ports.time);
  await ports.state.putDrift({ scope: operation.scope, at, operationId, stacks });
  const count = (status: string) => stacks.filter((stack) => stack.status === status).length;
  const result = { stacks: stacks.length, drifted: count('DRIFTED'), unknown: count('UNKNOWN') };
  return { status: (await endOperation(operationId, { status: 'succeeded', result }, ports)).status };
}
