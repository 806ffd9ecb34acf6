import { appendEvent } from '../append-event.ts';
import { runGuarded } from '../failure.ts';
import { record } from '../flow.ts';
import type { Frame, StateResult } from '../frame.ts';
import { type RunGraph, runBranches } from '../run-branches.ts';
import { leaveWithResult, stateArguments } from '../state-data.ts';

export async function runParallel(frame: Frame, runGraph: RunGraph): Promise<StateResult> {
  const { run, flow, state } = frame;
  let isStarted = false;
  const attempt = async () => {
    isStarted = false;
    const input = await stateArguments(frame);
    record(run, flow, 'ParallelStateStarted');
    isStarted = true;
    const branches = (state.Branches ?? []).map((graph) => ({ graph, input, mapItem: undefined }));
    const result = await runBranches(frame, branches, { limit: branches.length, runGraph });
    // ParallelStateExited follows the last branch, like this event.
    appendEvent(run, { type: 'ParallelStateSucceeded', previousEventId: flow.previousEventId });
    return leaveWithResult(frame, result);
  };
  return runGuarded(frame, attempt, () => {
    if (!isStarted) return;
    record(run, flow, 'ParallelStateFailed');
    frame.open.hasFailed = true;
  });
}
