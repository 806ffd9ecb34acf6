import type { FunctionLog } from './function-log.ts';
import type { Sandbox } from './runtime/sandbox.ts';

/** A sandbox that has answered before, and can answer again without a cold start. */
export interface WarmSandbox {
  readonly sandbox: Sandbox;
  readonly log: FunctionLog;
  idleSinceMs: number;
}
