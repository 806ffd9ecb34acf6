import { fillPayloadTemplate } from '../../asl/payload-template.ts';
import { type Frame, pathRoots, type StateResult } from '../frame.ts';
import { effectiveInput, leaveWithInput, leaveWithResult } from '../state-data.ts';

export async function runPass(frame: Frame): Promise<StateResult> {
  const { Parameters, Result } = frame.state;
  if (frame.language === 'JSONata') return leaveWithInput(frame);
  if (Result !== undefined) return leaveWithResult(frame, Result);
  const data = effectiveInput(frame);
  const result =
    Parameters === undefined ? data : fillPayloadTemplate(Parameters, pathRoots(frame, data), frame.run.host);
  return leaveWithResult(frame, result);
}
