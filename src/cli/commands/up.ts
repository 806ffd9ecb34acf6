import { askForScopes } from '../ask-for-scopes.ts';
import { readPlinthFile } from '../plinth-file.ts';
import { finishAll, type Session } from '../session.ts';

/**
 * Provisions every scope of a file: base, environments and applications, all at once. `allow` names stacks whose data may be
 * replaced or deleted.
 */
export async function up(session: Session, file: string, allow: readonly string[] = []): Promise<void> {
  await finishAll(session, await askForScopes(session, readPlinthFile(file), allow));
}
