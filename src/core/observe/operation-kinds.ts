import { operationLink } from '../api-links.ts';
import { PlinthError } from '../errors.ts';
import type { OperationKindEntry } from '../ports/index.ts';

/** A detection of drift. It changes nothing, so it holds no lock; of one environment one runs at a time. */
export const drift: OperationKindEntry = {
  async check({ scope }, { state }) {
    const environment = await state.readScopeState(scope);
    if (!environment || environment.status === 'retired') throw new PlinthError('NotFound', `${scope} does not exist`);
    const running = (await state.listOpenOperations()).find((open) => open.kind === 'drift' && open.scope === scope);
    if (!running) return {};
    throw new PlinthError('ScopeLocked', `drift of ${scope} is being detected by operation ${running.id}; follow it`, {
      extra: { operation: operationLink(running.id) },
    });
  },
};
