import { follow } from '../follow.ts';
import type { OperationView } from '../operation-view.ts';
import { scopePath } from '../scope-argument.ts';
import { finish, type Session, show } from '../session.ts';

interface Drifted {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly paths: readonly string[];
  readonly expected: boolean;
}

interface DriftView {
  readonly at: string;
  readonly stacks: readonly {
    readonly stackName: string;
    readonly status: string;
    readonly drifted: readonly Drifted[];
    readonly unchecked: readonly string[];
    readonly problem?: string;
  }[];
}

/** Detects what differs between an environment's stacks and their templates, and shows it. */
export async function drift(session: Session, environment: string): Promise<void> {
  const path = `/${scopePath(environment)}/drift`;
  const { body: accepted } = await session.client.request<OperationView>('POST', path, { body: {} });
  if (session.detach) return void (await finish(session, accepted));
  await follow(accepted.id, session);
  const { body } = await session.client.request<DriftView>('GET', path);
  show(session, body, () => [
    `drift of ${environment}, detected ${body.at}; values: aws cloudformation describe-stack-resource-drifts --stack-name <stack>`,
    ...body.stacks.flatMap(stackLines),
  ]);
}

function stackLines({
  stackName,
  status,
  drifted,
  unchecked,
  problem,
}: DriftView['stacks'][number]): readonly string[] {
  return [
    `${stackName}  ${status}${problem === undefined ? '' : `  ${problem}`}`,
    ...drifted.map(resourceLine),
    ...(unchecked.length > 0 ? [`  not checked: ${unchecked.join(', ')}`] : []),
  ];
}

function resourceLine({ logicalId, type, status, paths, expected }: Drifted): string {
  const what = [type, logicalId, status, ...paths].join(' ');
  return expected ? `  ${what} (by Plinth itself)` : `  ${what}`;
}
