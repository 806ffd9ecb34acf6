import type { Json, JsonObject } from '../asl/definition.ts';
import { ERROR, StatesError } from '../asl/states-error.ts';
import { type Execution, onExecutionEnd } from '../engine/execution.ts';
import { sfnStore } from '../sfn-store.ts';
import type { StartedTask } from './started-task.ts';

/** Waits for a child execution (`.sync`). When the parent stops waiting, the child is stopped. */
export function awaitChildExecution({ attempt, pending }: StartedTask, response: Json, pattern: string): void {
  const { kernel } = attempt.frame.run;
  const arn = (response as JsonObject).ExecutionArn as string;
  const [, , , region, account] = arn.split(':');
  const accountRegion = { account: account!, region: region! };
  const child = sfnStore(kernel, accountRegion).executions.get(arn);
  if (child === undefined) {
    pending.fail(new StatesError(ERROR.taskFailed, `the execution ${arn} is gone`));
    return;
  }
  const forget = onExecutionEnd(child, () => {
    // On AWS the end arrives as an event.
    kernel.clock.after(kernel.durations.seconds('event delivery'), () => settle());
  });
  const settle = () => {
    const description = describeChild(child, pattern === 'sync:2');
    if (child.status === 'SUCCEEDED') pending.succeed(description);
    else pending.fail(new StatesError(ERROR.taskFailed, JSON.stringify(description)));
  };
  pending.outcome.catch(() => {
    forget();
    if (child.status !== 'RUNNING') return;
    kernel.background(kernel.invoke('states', 'StopExecution', { executionArn: arn }, accountRegion));
  });
}

/** `.sync` shows input and output as text, `.sync:2` as JSON. */
function describeChild(child: Execution, isParsed: boolean): JsonObject {
  const shown = (text: string): Json => (isParsed ? (JSON.parse(text) as Json) : text);
  return {
    ...(child.cause === undefined ? {} : { Cause: child.cause }),
    ...(child.error === undefined ? {} : { Error: child.error }),
    ExecutionArn: child.arn,
    Input: shown(child.input),
    InputDetails: { Included: true },
    Name: child.name,
    ...(child.output === undefined ? {} : { Output: shown(child.output), OutputDetails: { Included: true } }),
    StartDate: child.startMs,
    StateMachineArn: child.machine.arn,
    Status: child.status,
    ...(child.stopMs === undefined ? {} : { StopDate: child.stopMs }),
  };
}
