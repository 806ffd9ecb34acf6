import { styleText } from 'node:util';
import { CliError, EXIT } from './cli-error.ts';
import type { Client } from './client.ts';
import type { FailureView, OperationView } from './operation-view.ts';
import { progressTree } from './progress-tree.ts';
import type { Terminal } from './terminal.ts';

const LOOK_SECONDS = 1;

export interface FollowOptions {
  readonly client: Client;
  readonly terminal: Terminal;
  /** Modelled or real time, for what still runs. */
  readonly nowMs?: () => number;
}

/** Draws an operation's progress until it ends, and answers it. A failed or cancelled one throws, and says why. */
export async function follow(
  id: string,
  { client, terminal, nowMs = Date.now }: FollowOptions,
): Promise<OperationView> {
  for (;;) {
    const { body } = await client.request<OperationView>('GET', `/operations/${id}`, { query: { resources: 'true' } });
    const waiting = body.done || body.waitingFor === undefined ? [] : [`  waits for ${body.waitingFor}`];
    terminal.draw([...progressTree(body, nowMs()), ...waiting]);
    if (body.done) {
      terminal.settle();
      if (body.error !== null) throw new CliError(explain(body.error), EXIT.operationFailed, nextSteps(body));
      return body;
    }
    await client.sleep(LOOK_SECONDS);
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
