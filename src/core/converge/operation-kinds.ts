import type { OperationKindEntry } from '../ports/index.ts';
import { assertParentZone } from './assert-parent-zone.ts';
import { checkConverge } from './check-converge.ts';
import { retireExpired } from './retire-expired.ts';
import { wakeWaiters } from './wake-waiters.ts';

export const provision: OperationKindEntry = {
  check: async (operation, ports) => {
    await checkConverge(operation, ports);
    await assertParentZone(operation, ports);
  },
  finish: ({ id: operationId }, ports) => wakeWaiters({ operationId }, ports),
};

export const retire: OperationKindEntry = {
  check: async (operation, ports) => {
    await checkConverge(operation, ports);
  },
  startDue: retireExpired,
};
