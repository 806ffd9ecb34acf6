import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { scopePath } from '../scope.ts';
import { type AcceptRequest, acceptOperation } from './accept-operation.ts';

/** Accepts an operation that is due. False when it is refused now: the next sweep asks again. */
export async function acceptDue(request: AcceptRequest, ports: Ports): Promise<boolean> {
  try {
    await acceptOperation(request, ports);
    return true;
  } catch (error) {
    if (!(error instanceof PlinthError)) throw error;
    ports.log.warn(`${request.kind} is due and was refused`, { scope: scopePath(request.scope), error });
    return false;
  }
}
