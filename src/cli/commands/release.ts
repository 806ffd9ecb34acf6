import type { OperationView } from '../operation-view.ts';
import { applicationPath } from '../scope-argument.ts';
import { finish, type Session } from '../session.ts';

/** Releases an image, or the digest that is live in another environment. */
export async function release(
  session: Session,
  application: string,
  wanted: { readonly image?: string; readonly from?: string },
): Promise<void> {
  const { body } = await session.client.request<OperationView>('POST', `/${applicationPath(application)}/releases`, {
    body: wanted,
  });
  await finish(session, body);
}

/** Rolls back to the previous live release, or to the release with that number. */
export async function rollback(session: Session, application: string, number: string | undefined): Promise<void> {
  const path = applicationPath(application);
  if (number !== undefined) {
    const { body } = await session.client.request<{ readonly live?: { readonly release: number } }>('GET', `/${path}`);
    // For the live release the API would roll back to the one before it.
    if (String(body.live?.release) === number) return session.terminal.say(`release ${number} is live already`);
  }
  const target =
    number === undefined ? `/${path}/rollback` : `/${path}/releases/${encodeURIComponent(number)}/rollback`;
  const { body } = await session.client.request<OperationView>('POST', target, { body: {} });
  await finish(session, body);
}

/** Approves or rejects a release that is waiting for approval. */
export async function approve(
  session: Session,
  application: string,
  decision: { readonly number: string; readonly approved: boolean; readonly comment?: string },
): Promise<void> {
  const { number, ...body } = decision;
  const path = `/${applicationPath(application)}/releases/${encodeURIComponent(number)}/approval`;
  const answer = await session.client.request<OperationView>('POST', path, { body });
  await finish(session, answer.body);
}
