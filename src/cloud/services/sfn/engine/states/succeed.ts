import type { Frame, Leaving } from '../frame.ts';
import { leaveWithInput } from '../state-data.ts';

export function runSucceed(frame: Frame): Promise<Leaving> {
  return leaveWithInput(frame);
}
