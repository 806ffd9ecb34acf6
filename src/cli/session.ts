import { styleText } from 'node:util';
import { z } from 'zod';
import { type Client, type ClientOptions, createClient } from './client.ts';
import { followAll } from './follow.ts';
import type { OperationView } from './operation-view.ts';
import { duration } from './progress-tree.ts';
import { type Terminal, terminal } from './terminal.ts';

/** What every command uses. */
export interface Session {
  readonly client: Client;
  readonly terminal: Terminal;
  readonly json: boolean;
  /** Returns after an operation was accepted, instead of following it. */
  readonly detach: boolean;
  /** The current time of the operations, if it differs from that of this machine. */
  readonly nowMs?: () => number;
}

export interface GlobalOptions {
  readonly api: string;
  readonly json?: boolean;
  readonly detach?: boolean;
}

export function openSession(options: GlobalOptions, overrides: Partial<ClientOptions> = {}): Session {
  return {
    client: createClient({ api: options.api, ...overrides }),
    terminal: terminal(),
    json: options.json ?? false,
    detach: options.detach ?? false,
  };
}

/** Prints a document as JSON, or as lines of text. */
export function show(session: Session, document: unknown, lines: () => readonly string[]): void {
  session.terminal.data(session.json ? JSON.stringify(document, null, 2) : lines().join('\n'));
}

/** Follows an accepted operation to its end and prints its result. */
export async function finish(session: Session, accepted: OperationView): Promise<OperationView> {
  const [operation] = await finishAll(session, [accepted]);
  return operation as OperationView;
}

/** The same for several operations at once. */
export async function finishAll(
  session: Session,
  accepted: readonly OperationView[],
): Promise<readonly OperationView[]> {
  if (session.detach) {
    for (const operation of accepted) {
      show(session, operation, () => [
        `${operation.scope}: ${operation.id} is in progress`,
        `  plinth watch ${operation.id}`,
      ]);
    }
    return accepted;
  }
  const ids = accepted.map(({ id }) => id);
  const operations = await followAll(ids, session);
  for (const operation of operations) {
    if (session.json) session.terminal.data(JSON.stringify(operation, null, 2));
    else session.terminal.say(`${styleText('green', '✔')} ${summaryOf(operation)}`);
  }
  return operations;
}

/** What is so once an operation has succeeded. */
const OUTCOMES: Readonly<Record<OperationView['kind'], string>> = {
  provision: 'is up to date',
  retire: 'is retired',
  repair: 'is repaired',
  release: 'is up to date',
  rollback: 'is rolled back',
  toggle: 'has its traffic moved',
  'retire-standby': 'has its standby retired',
  drift: 'was compared with its templates',
};

function summaryOf(operation: OperationView): string {
  const seconds = (Date.parse(operation.endedAt ?? operation.createdAt) - Date.parse(operation.createdAt)) / 1000;
  const result = operation.result ?? {};
  const facts = Object.entries(result)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => `  ${name}: ${value}`);
  return [`${operation.scope} ${OUTCOMES[operation.kind]} (${duration(seconds)})`, ...facts, ...retained(result)].join(
    '\n',
  );
}

const Retained = z.object({ stacks: z.array(z.object({ retained: z.array(z.string()).default([]) })) });

/** Resources that CloudFormation could not delete with their stacks, and that still cost money. */
function retained(result: OperationView['result']): readonly string[] {
  const left = Retained.safeParse(result).data?.stacks.flatMap((stack) => stack.retained) ?? [];
  return left.map((resource) => styleText('yellow', `  not deleted: ${resource}; delete it by hand`));
}
