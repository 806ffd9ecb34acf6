import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { type AcceptRequest, acceptOperation } from './accept-operation.ts';

/** Accepts what the schedule asks for. False when it cannot be now: the next sweep asks again. */
export async function acceptOrLeave(request: AcceptRequest, ports: Ports): Promise<boolean> {
  try {
    await acceptOperation(request, ports);
    return true;
  } catch (error) {
    if (error instanceof PlinthError) return false;
    throw error;
  }
}
