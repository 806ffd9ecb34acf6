import type { OperationKindEntry, Ports } from '../ports/index.ts';
import { assertNamesFree, assertRepositoryExists } from './assert-names-free.ts';
import { assertParentZone } from './assert-parent-zone.ts';
import { assertQuotas } from './assert-quotas.ts';
import { type ProvisionContext, provisions, readContext } from './converge-context.ts';
import { type Draft, draftDocuments, draftOf } from './draft.ts';
import { retireExpired } from './retire-expired.ts';
import { wakeWaiters } from './wake-waiters.ts';

const check: OperationKindEntry['check'] = async (operation, ports) => {
  const context = await readContext(operation, ports);
  const draft = draftOf(context, ports);
  if (provisions(context)) await assertInAws(context, draft, ports);
  return draftDocuments(draft);
};

/** What only AWS can tell, asked before anything starts. */
async function assertInAws(context: ProvisionContext, { plan }: Draft, ports: Ports): Promise<void> {
  await assertParentZone(context, ports);
  const { layer, spec } = context.request.spec;
  if (layer === 'application') await assertRepositoryExists(spec, ports);
  await assertNamesFree(plan, ports);
  await assertQuotas(plan, context, ports);
}

export const provision: OperationKindEntry = {
  check,
  finish: ({ id: operationId }, ports) => wakeWaiters({ operationId }, ports),
};

export const retire: OperationKindEntry = { check, startDue: retireExpired };
