import type { OperationKindEntry } from '../ports/index.ts';
import { assertParentZone } from './assert-parent-zone.ts';
import { provisions, readContext } from './converge-context.ts';
import { draftDocuments, draftOf } from './draft.ts';
import { retireExpired } from './retire-expired.ts';
import { wakeWaiters } from './wake-waiters.ts';

const check: OperationKindEntry['check'] = async (operation, ports) => {
  const context = await readContext(operation, ports);
  const draft = draftOf(context, ports);
  if (provisions(context)) await assertParentZone(context, ports);
  return draftDocuments(draft);
};

export const provision: OperationKindEntry = {
  check,
  finish: ({ id: operationId }, ports) => wakeWaiters({ operationId }, ports),
};

export const retire: OperationKindEntry = { check, startDue: retireExpired };
