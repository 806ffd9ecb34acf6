import type { OperationView } from '../operation-view.ts';
import { readPlinthFile } from '../plinth-file.ts';
import { finish, type Session } from '../session.ts';

/** Provisions every scope of a file in order: base, environments, applications. */
export async function up(session: Session, file: string): Promise<void> {
  for (const { scope, spec } of readPlinthFile(file)) {
    const { body } = await session.client.request<OperationView>('PUT', `/${scope}`, { body: spec });
    await finish(session, body);
  }
}
