import type { Frame, StateResult } from '../frame.ts';
import { leaveWithInput } from '../state-data.ts';

export function runSucceed(frame: Frame): Promise<StateResult> {
  return leaveWithInput(frame);
}
