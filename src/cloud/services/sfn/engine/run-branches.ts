import type { Json, StateGraph } from '../asl/definition.ts';
import { StatesError } from '../asl/states-error.ts';
import { appendEvent } from './append-event.ts';
import { FlowAborted } from './execution.ts';
import { type Flow, type LiveBranch, record, recordAborted } from './flow.ts';
import type { Frame } from './frame.ts';
import type { Run } from './run.ts';

/** A branch of a Parallel state, or an iteration of a Map state. */
export interface Branch {
  readonly graph: StateGraph;
  readonly input: Json;
  readonly mapItem: { readonly Index: number; readonly Value: Json } | undefined;
}

/** Runs the states of a graph to an end. A parameter, because states of a graph contain graphs themselves. */
export type RunGraph = (run: Run, flow: Flow, graph: StateGraph, input: Json) => Promise<Json>;

/**
 * Runs branches, at most `limit` at once, and answers their outputs in the order of the branches. The first failure
 * aborts the others; the state's flow then continues from the failed event.
 */
export async function runBranches(
  frame: Frame,
  branches: readonly Branch[],
  { limit, runGraph }: { readonly limit: number; readonly runGraph: RunGraph },
): Promise<Json[]> {
  const controller = new AbortController();
  const team: Team = {
    frame,
    runGraph,
    signal: AbortSignal.any([frame.flow.signal, controller.signal]),
    abort: () => controller.abort(new FlowAborted('another branch failed')),
    lastEventId: frame.flow.previousEventId,
    failure: undefined,
  };
  const outputs: Json[] = new Array(branches.length);
  const startedEventId = frame.flow.previousEventId;
  let next = 0;
  const worker = async () => {
    let previousEventId = startedEventId;
    while (next < branches.length) {
      const index = next++;
      const done = await runBranch(team, branches[index]!, previousEventId);
      outputs[index] = done.output;
      previousEventId = done.lastEventId;
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(limit, branches.length) }, worker));
  } catch (error) {
    // The aborted branches fail too, and the order in which they settle does not matter.
    throw team.failure ?? error;
  }
  frame.flow.previousEventId = team.lastEventId;
  return outputs;
}

interface Team {
  readonly frame: Frame;
  readonly runGraph: RunGraph;
  readonly signal: AbortSignal;
  readonly abort: () => void;
  /** The last event of the branch that was done last. */
  lastEventId: number;
  failure: StatesError | undefined;
}

async function runBranch(
  team: Team,
  branch: Branch,
  previousEventId: number,
): Promise<{ output: Json; lastEventId: number }> {
  const { run, name, open } = team.frame;
  const iteration = branch.mapItem === undefined ? undefined : { name, index: branch.mapItem.Index };
  const flow = branchFlow(team, branch, previousEventId);
  const live: LiveBranch = { flow, iteration };
  open.branches.add(live);
  if (iteration !== undefined) {
    record(run, flow, 'MapIterationStarted', { mapIterationStartedEventDetails: iteration });
  }
  try {
    const output = await team.runGraph(run, flow, branch.graph, branch.input);
    const lastEventId = flow.previousEventId;
    if (iteration !== undefined) {
      record(run, flow, 'MapIterationSucceeded', { mapIterationSucceededEventDetails: iteration });
    }
    team.lastEventId = flow.previousEventId;
    open.branches.delete(live);
    return { output, lastEventId };
  } catch (error) {
    if (error instanceof StatesError && !flow.signal.aborted) {
      team.failure = error;
      failTeam(team, live);
    }
    throw error;
  }
}

function branchFlow({ frame, signal }: Team, { mapItem }: Branch, previousEventId: number): Flow {
  return {
    previousEventId,
    signal,
    variables: { own: {}, outer: frame.flow.variables },
    mapContext:
      mapItem === undefined ? frame.flow.mapContext : { Item: { Index: mapItem.Index, Value: mapItem.Value } },
    open: [],
  };
}

/** Records the failed branch and the interrupted ones, in the order of the branches, and aborts them. */
function failTeam(team: Team, failed: LiveBranch): void {
  const { run, flow, open } = team.frame;
  const { previousEventId } = failed.flow;
  for (const live of open.branches) {
    const { iteration } = live;
    if (iteration !== undefined && live === failed) {
      const details = { mapIterationFailedEventDetails: iteration };
      appendEvent(run, { type: 'MapIterationFailed', previousEventId, details });
    } else if (iteration !== undefined) {
      const details = { mapIterationAbortedEventDetails: iteration };
      appendEvent(run, { type: 'MapIterationAborted', previousEventId, details });
    }
    recordAborted(run, live.flow, previousEventId);
  }
  open.branches.clear();
  flow.previousEventId = previousEventId;
  team.abort();
}
