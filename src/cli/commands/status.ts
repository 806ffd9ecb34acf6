import { styleText } from 'node:util';
import { allItems } from '../all-items.ts';
import { scopePath } from '../scope-argument.ts';
import { type Session, show } from '../session.ts';
import { type AutomationView, automationLines } from './automation.ts';

interface ScopeView {
  readonly scope: string;
  readonly status: string;
  readonly live?: {
    readonly release: number;
    readonly slot: string;
    readonly image?: string;
    readonly weights: Record<string, number>;
  };
  readonly stacks?: Readonly<Record<string, { readonly stackName: string; readonly status: string }>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly url?: string;
  readonly attention?: { readonly reason: string; readonly since: string; readonly commands: readonly string[] };
  readonly automation?: AutomationView;
  readonly wanted?: { readonly image: string; readonly at: string; readonly live: boolean; readonly waitsFor?: string };
  readonly observed?: { readonly at: string; readonly serves?: string; readonly unread: readonly string[] };
}

/** One line per environment and application, or one scope in full. */
export async function status(session: Session, argument: string | undefined): Promise<void> {
  if (argument !== undefined) return statusOf(session, scopePath(argument));
  const rows: ScopeView[] = [];
  for (const environment of await allItems<ScopeView>(session.client, '/environments')) {
    rows.push(environment, ...(await allItems<ScopeView>(session.client, `/${environment.scope}/applications`)));
  }
  show(session, rows, () =>
    rows.length === 0
      ? ['nothing is provisioned yet', '  plinth up plinth.yaml']
      : rows.flatMap((row) => [line(row), ...attentionLines(row)]),
  );
}

async function statusOf(session: Session, scope: string): Promise<void> {
  const { body } = await session.client.request<ScopeView>('GET', `/${scope}`);
  show(session, body, () => [
    line(body),
    ...attentionLines(body),
    ...observedLines(body),
    ...automationLines(body.automation),
    ...wantedLines(body),
    ...Object.entries(body.stacks ?? {}).map(
      ([component, stack]) => `  ${component.padEnd(16)} ${stack.status.padEnd(22)} ${stack.stackName}`,
    ),
    ...Object.entries(body.outputs ?? {}).map(([name, value]) => styleText('gray', `  ${name} = ${value}`)),
  ]);
}

function line(view: ScopeView): string {
  const live =
    view.live === undefined
      ? ''
      : `  release ${view.live.release} in slot ${view.live.slot}${view.live.image ? `  ${view.live.image}` : ''}`;
  return `${view.scope}  ${view.status}${live}${view.url === undefined ? '' : `  ${view.url}`}`;
}

/** Why the scope is not ready, and the commands that mend it. */
function attentionLines({ attention }: ScopeView): readonly string[] {
  if (!attention) return [];
  const reason = styleText('yellow', `  since ${attention.since}: ${attention.reason}`);
  return [reason, ...attention.commands.map((command) => `    ${command}`)];
}

/** Only of an image that is not live. */
function wantedLines({ wanted }: ScopeView): readonly string[] {
  if (!wanted || wanted.live) return [];
  const waits = wanted.waitsFor === undefined ? '' : `, waits for ${wanted.waitsFor}`;
  return [`  wanted ${wanted.image}, tagged ${wanted.at}${waits}`];
}

function observedLines({ observed }: ScopeView): readonly string[] {
  if (!observed) return [];
  const { at, serves, unread } = observed;
  return [
    `  observed ${at}${serves === undefined ? '' : `: ${serves}`}`,
    ...unread.map((part) => styleText('yellow', `  could not be read: ${part}`)),
  ];
}
