import { z } from 'zod';
import { Slot, Timestamp, Weights } from './entities.ts';

/** One thing in which AWS differs from the record. */
export const Difference = z.object({
  /** Stable: `stack-missing`, `rule-missing`, `weights`, ... */
  code: z.string(),
  /** The cause, in a sentence. */
  message: z.string(),
});
export type Difference = z.infer<typeof Difference>;

/** Codes about which a repair changes nothing: the release itself does not work. */
export const OF_THE_RELEASE: ReadonlySet<string> = new Set(['nothing-runs', 'too-few-run', 'unhealthy']);
/** Codes of what the next operation of the scope writes anew. */
export const OF_A_LOCK: ReadonlySet<string> = new Set(['lock-without-operation', 'execution-lost']);

/** Whether a repair brings back something of what differs. */
export function isMendedByRepair(codes: readonly string[]): boolean {
  return codes.some((code) => !OF_THE_RELEASE.has(code) && !OF_A_LOCK.has(code));
}

/** What was read from AWS of one scope. */
export const ObservedScope = z.object({
  /** CloudFormation's stack status by stack key, or `absent`. Of an application with the stacks of its live release. */
  stacks: z.record(z.string(), z.string()).default({}),
  /** Of each production rule that is there. */
  weights: z.array(Weights).optional(),
  /** Healthy targets by slot, where CloudWatch has a value. */
  healthy: z.partialRecord(Slot, z.number()).optional(),
  /** What serves users, in a sentence. */
  serves: z.string().optional(),
  /** The live release's tasks, or instances. */
  running: z.object({ desired: z.number(), running: z.number(), digests: z.array(z.string()) }).optional(),
  differences: z.array(Difference).default([]),
});
export type ObservedScope = z.infer<typeof ObservedScope>;

/** What the last round of the sweep read of an environment with its applications, or of the base. */
export const Observation = z.object({
  /** `base`, or the path of an environment. */
  scope: z.string(),
  at: Timestamp,
  scopes: z.record(z.string(), ObservedScope),
  /** The marks that the event bus was notified of, by scope: another mark is a change, of which the next round notifies it. */
  notified: z.record(z.string(), z.string()).default({}),
  /** What could not be read, and why. Nothing is concluded from it. */
  unread: z.array(z.string()).default([]),
});
export type Observation = z.infer<typeof Observation>;
