import type { Kernel } from '../../../kernel/service.ts';
import type { Json } from '../asl/definition.ts';
import { ERROR, StatesError } from '../asl/states-error.ts';
import { sfnStore } from '../sfn-store.ts';
import { endExecution } from './end-execution.ts';
import { controllerOf, FlowAborted, isRunning } from './execution.ts';
import type { Flow } from './flow.ts';
import { pushEvent } from './history.ts';
import { publishStatus } from './publish-status.ts';
import type { Run } from './run.ts';
import { runGraph } from './run-graph.ts';

const EXPRESS_SECONDS_MAX = 300;
const STANDARD_SECONDS_MAX = 365 * 24 * 3600;

/** Stops every running execution without an event, because the cloud stops. */
export function stopExecutions(kernel: Kernel): void {
  for (const accountRegion of kernel.accountRegions('states')) {
    for (const execution of sfnStore(kernel, accountRegion).executions.values()) {
      if (!isRunning(execution)) continue;
      execution.status = 'ABORTED';
      controllerOf(execution).abort(new FlowAborted('the cloud is stopping'));
    }
  }
}

/** Starts an execution in the background. */
export function runExecution(run: Run): void {
  const { kernel, execution } = run;
  const { machine } = execution;
  pushEvent(run, {
    type: 'ExecutionStarted',
    previousEventId: 0,
    details: {
      executionStartedEventDetails: {
        input: execution.input,
        inputDetails: { truncated: false },
        roleArn: machine.roleArn,
        ...(machine.versionArn === undefined ? {} : { stateMachineVersionArn: machine.versionArn }),
      },
    },
  });
  publishStatus(run);
  const longest = machine.type === 'EXPRESS' ? EXPRESS_SECONDS_MAX : STANDARD_SECONDS_MAX;
  const cancel = kernel.clock.after(Math.min(machine.definition.TimeoutSeconds ?? longest, longest), () =>
    endExecution(run, { status: 'TIMED_OUT', previousEventId: 0 }),
  );
  controllerOf(execution).signal.addEventListener('abort', cancel, { once: true });
  kernel.background(runToEnd(run), `the execution ${execution.arn}`);
}

async function runToEnd(run: Run): Promise<void> {
  const { execution } = run;
  const flow: Flow = {
    previousEventId: 0,
    signal: controllerOf(execution).signal,
    variables: { own: {}, outer: undefined },
    mapContext: undefined,
    open: [],
  };
  try {
    const output = await runGraph(run, flow, execution.machine.definition, JSON.parse(execution.input) as Json);
    endExecution(run, { status: 'SUCCEEDED', output: JSON.stringify(output), previousEventId: flow.previousEventId });
  } catch (error) {
    if (error instanceof FlowAborted) return;
    const { previousEventId } = flow;
    if (error instanceof StatesError) {
      const { errorName, causeText } = error;
      endExecution(run, { status: 'FAILED', error: errorName, cause: causeText || undefined, previousEventId });
      return;
    }
    // A bug of the embedded cloud: the execution must end, and the kernel prints the rethrown error.
    const cause = error instanceof Error ? error.message : String(error);
    endExecution(run, { status: 'FAILED', error: ERROR.runtime, cause, previousEventId });
    throw error;
  }
}
