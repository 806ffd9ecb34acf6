import type { Run } from './run.ts';

const INCLUDED = { included: true };

/** Publishes `Step Functions Execution Status Change` with AWS's fields. */
export function publishStatus({ execution, kernel, accountRegion }: Run): void {
  // AWS does not publish these events for EXPRESS workflows.
  if (execution.machine.type === 'EXPRESS') return;
  const hasOutput = execution.output !== undefined;
  kernel.publish(
    {
      source: 'aws.states',
      detailType: 'Step Functions Execution Status Change',
      resources: [execution.arn],
      detail: {
        executionArn: execution.arn,
        stateMachineArn: execution.machine.arn,
        name: execution.name,
        status: execution.status,
        startDate: execution.startMs,
        stopDate: execution.stopMs ?? null,
        input: execution.input,
        output: execution.output ?? null,
        stateMachineVersionArn: execution.machine.versionArn ?? null,
        stateMachineAliasArn: null,
        redriveCount: 0,
        redriveDate: null,
        redriveStatus: redriveStatus(execution.status),
        redriveStatusReason: redriveStatusReason(execution.status) ?? null,
        inputDetails: INCLUDED,
        outputDetails: hasOutput ? INCLUDED : null,
        error: execution.error ?? null,
        cause: execution.cause ?? null,
      },
    },
    accountRegion,
  );
}

/** The redrive status in descriptions; RedriveExecution itself is not supported. */
export function redriveStatus(status: string): 'REDRIVABLE' | 'NOT_REDRIVABLE' {
  return status === 'RUNNING' || status === 'SUCCEEDED' ? 'NOT_REDRIVABLE' : 'REDRIVABLE';
}

export function redriveStatusReason(status: string): string | undefined {
  return redriveStatus(status) === 'NOT_REDRIVABLE' ? `Execution is ${status} and cannot be redriven` : undefined;
}
