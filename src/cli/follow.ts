import { styleText } from 'node:util';
import { CliError, EXIT } from './cli-error.ts';
import type { Client } from './client.ts';
import type { FailureView, OperationView } from './operation-view.ts';
import { progressTree } from './progress-tree.ts';
import type { Terminal } from './terminal.ts';

const POLL_SECONDS = 1;

export interface FollowOptions {
  readonly client: Client;
  readonly terminal: Terminal;
  /** The current modelled or real time, for durations of running steps. */
  readonly nowMs?: () => number;
}

/** Draws an operation's progress until it ends, and answers the operation. Throws with the cause if it failed or was cancelled. */
export async function follow(id: string, options: FollowOptions): Promise<OperationView> {
  const [operation] = await followAll([id], options);
  return operation as OperationView;
}

/**
 * The same for several operations, drawn one below the other. Throws for the first failed one after all have ended. An operation
 * that failed because of another one does not know the cause, so pass the awaited operations first.
 */
export async function followAll(
  ids: readonly string[],
  { client, terminal, nowMs = Date.now }: FollowOptions,
): Promise<readonly OperationView[]> {
  const seen = new Map<string, OperationView>();
  for (;;) {
    for (const id of ids) if (!seen.get(id)?.done) seen.set(id, await look(id, client));
    const operations = [...seen.values()];
    terminal.draw(operations.flatMap((operation) => linesOf(operation, nowMs())));
    if (operations.every(({ done }) => done)) {
      terminal.settle();
      refuseFailed(operations);
      return operations;
    }
    await client.sleep(POLL_SECONDS);
  }
}

async function look(id: string, client: Client): Promise<OperationView> {
  const query = { resources: 'true' };
  try {
    return (await client.request<OperationView>('GET', `/operations/${encodeURIComponent(id)}`, { query })).body;
  } catch (error) {
    if (!(error instanceof CliError) || error.exitCode !== EXIT.failure) throw error;
    // The operation continues without the client.
    throw new CliError(error.message, error.exitCode, [`plinth watch ${id}`, ...error.nextSteps]);
  }
}

function linesOf(operation: OperationView, nowMs: number): readonly string[] {
  const { done, waitingFor } = operation;
  return [
    ...progressTree(operation, nowMs),
    ...(done || waitingFor === undefined ? [] : [`  waits for ${waitingFor}`]),
  ];
}

function refuseFailed(operations: readonly OperationView[]): void {
  for (const operation of operations) {
    if (operation.error !== null)
      throw new CliError(explain(operation.error), EXIT.operationFailed, nextSteps(operation));
  }
}

function explain(failure: FailureView): string {
  const evidence = (failure.evidence ?? []).map((line) => styleText('gray', `  | ${line}`));
  const cause = failure.cause === undefined || failure.cause === failure.message ? [] : [`  cause: ${failure.cause}`];
  return [`${failure.message} (${failure.code})`, ...cause, ...evidence].join('\n');
}

function nextSteps({ id, error }: OperationView): readonly string[] {
  return error?.nextSteps?.length ? error.nextSteps : [`plinth operations ${id}`];
}
