import { styleText } from 'node:util';
import { allItems } from '../all-items.ts';
import { scopePath } from '../scope-argument.ts';
import { type Session, show } from '../session.ts';

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
}

/** One line per environment and application, or one scope in full. */
export async function status(session: Session, argument: string | undefined): Promise<void> {
  if (argument !== undefined) return statusOf(session, scopePath(argument));
  const rows: ScopeView[] = [];
  for (const environment of await allItems<ScopeView>(session.client, '/environments')) {
    rows.push(environment, ...(await allItems<ScopeView>(session.client, `/${environment.scope}/applications`)));
  }
  show(session, rows, () =>
    rows.length === 0 ? ['nothing is provisioned yet', '  plinth up plinth.yaml'] : rows.map(line),
  );
}

async function statusOf(session: Session, scope: string): Promise<void> {
  const { body } = await session.client.request<ScopeView>('GET', `/${scope}`);
  show(session, body, () => [
    line(body),
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
