import { allItems } from '../all-items.ts';
import { type Session, show } from '../session.ts';

interface RetainedView {
  readonly kind: string;
  readonly type: string;
  readonly id: string;
  readonly scope: string;
  readonly since: string;
  readonly reason: string;
  readonly remove: readonly string[];
}

/** What exists in AWS and belongs to no stack on record, with the commands that delete it. */
export async function retained(session: Session): Promise<void> {
  const items = await allItems<RetainedView>(session.client, '/retained');
  show(session, items, () => (items.length === 0 ? ['nothing was retained or orphaned'] : items.flatMap(linesOf)));
}

function linesOf({ kind, type, id, scope, since, reason, remove }: RetainedView): readonly string[] {
  return [`${type} ${id}`, `  ${kind} since ${since}, of ${scope}: ${reason}`, ...remove.map((line) => `  ${line}`)];
}
