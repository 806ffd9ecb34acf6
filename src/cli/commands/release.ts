import type { OperationView } from '../operation-view.ts';
import { applicationPath } from '../scope-argument.ts';
import { finish, type Session } from '../session.ts';

/** Releases an image, or what is live in another environment, into an application. */
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

/** Toggles back to the release that was live before, or to the one of that number. */
export async function rollback(session: Session, application: string, number: string | undefined): Promise<void> {
  const path = applicationPath(application);
  if (number !== undefined) {
    const { body } = await session.client.request<{ readonly live?: { readonly release: number } }>('GET', `/${path}`);
    // The API takes a live release's own roll back as the way from it to the one before.
    if (String(body.live?.release) === number) return session.terminal.say(`release ${number} is live already`);
  }
  const target =
    number === undefined ? `/${path}/rollback` : `/${path}/releases/${encodeURIComponent(number)}/rollback`;
  const { body } = await session.client.request<OperationView>('POST', target, { body: {} });
  await finish(session, body);
}

/** Says yes or no to a release that waits for approval. */
export async function approve(
  session: Session,
  application: string,
  decision: { readonly number: string; readonly approved: boolean; readonly comment?: string },
): Promise<void> {
  const { number, ...body } = decision;
  const path = `/${applicationPath(application)}/releases/${encodeURIComponent(number)}/approval`;
  const answer = await session.client.request<OperationView>('POST', path, { body, once: true });
  await finish(session, answer.body);
}
