import { lostAnswer, refuseCall } from '../../../kernel/faults.ts';
import type { AccountRegion, Kernel } from '../../../kernel/service.ts';
import { StatesError } from '../asl/states-error.ts';
import type { Run } from '../engine/run.ts';

export interface ServiceCall {
  readonly service: { readonly signingName: string; readonly errorPrefix: string };
  readonly operation: string;
  readonly input: object;
  readonly accountRegion: AccountRegion;
}

/**
 * Calls an operation of another service for a Task. When a fault loses the answer, the Task fails with what Step Functions'
 * own client reports (https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html).
 */
export async function callService<T>({ kernel, execution }: Run, called: ServiceCall): Promise<T> {
  const { service, operation, input, accountRegion } = called;
  const call = { service: service.signingName, operation, by: execution.machine.name, input };
  refuseCall(kernel.faults, call);
  try {
    return await kernel.invoke<T>(service.signingName, operation, input, accountRegion);
  } finally {
    const lost = lostAnswer(kernel.faults, call);
    if (lost !== undefined) await loseConnection(kernel, service.errorPrefix, lost.seconds);
  }
}

async function loseConnection(kernel: Kernel, errorPrefix: string, seconds = 0): Promise<never> {
  await kernel.clock.sleep(seconds);
  if (seconds === 0) {
    throw new StatesError(`${errorPrefix}.SdkClientException`, 'Unable to execute HTTP request: Connection reset');
  }
  throw new StatesError(
    `${errorPrefix}.ClientExecutionTimeoutException`,
    'Client execution did not complete before the specified timeout configuration.',
  );
}
