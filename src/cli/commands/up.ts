import { readPlinthFile } from '../plinth-file.ts';
import { requestScopes } from '../request-scopes.ts';
import { finishAll, type Session } from '../session.ts';

/**
 * Provisions all scopes of a file at the same time: base, environments and applications. `allow` names stacks whose data may
 * be replaced or deleted.
 */
export async function up(session: Session, file: string, allow: readonly string[] = []): Promise<void> {
  await finishAll(session, await requestScopes(session, readPlinthFile(file), allow));
}
