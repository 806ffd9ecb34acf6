import { z } from 'zod';
import { Live, Slot } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { Target } from '../plan/target.ts';
import type { Ports } from '../ports/index.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { ShiftStep } from './shift-schedule.ts';
import { TrafficSource } from './traffic-source.ts';
import { WorkloadDocument } from './workload.ts';

/** Input of most Task states of `release`. */
export const ReleaseTaskInput = z.object({ operationId: z.string() });
export type ReleaseTaskInput = z.infer<typeof ReleaseTaskInput>;

/** What "Resolve" determined and the later Task states read: document `release`. After an approval it is read anew. */
export const ResolvedRelease = z.object({
  /** Path of the application. */
  application: z.string(),
  number: z.number().int(),
  image: z.string(),
  imageUri: z.string(),
  digest: z.string(),
  slot: Slot,
  entry: z.enum(['place', 'shift', 'retire']),
  /** Of a roll back or toggle: number of the release whose digest comes back. */
  returnsTo: z.number().int().optional(),
  /** The application's stack, whose slot has to be changed first. Absent: the slot is as the release needs it. */
  configures: z.string().optional(),
  /** How it replaces the release before. Absent where nothing is placed. */
  strategy: z.enum(['rolling', 'blue-green', 'canary', 'linear', 'recreate']).optional(),
  /** What was live when the operation began. A failure shifts traffic back to it. */
  before: Live.optional(),
  /** Name of its workload. */
  beforeName: z.string().optional(),
  /** Other releases of the slot, whose tasks must stop before this one gets traffic. */
  occupants: z.array(z.object({ number: z.number().int(), name: z.string() })),
  /** Name of the live release's workload, when this release shares its slot until it replaces it. */
  sharesSlotWith: z.string().optional(),
  schedule: z.array(ShiftStep),
  bakeSeconds: z.number().int(),
  smoke: z.array(z.object({ path: z.string(), status: z.number().int() })),
  migrate: z.object({ command: z.array(z.string()) }).optional(),
  approval: z.boolean(),
  /** The application's spec at the time of the release. A roll back uses it again. */
  spec: ApplicationSpec.optional(),
  target: Target,
  /** Component of the release's stack. */
  component: z.string(),
  workload: WorkloadDocument,
  /** Name of the workload, such as the ECS service. */
  name: z.string(),
  trafficSource: TrafficSource,
  /** Names of the alarms that watch the slot. */
  alarms: z.array(z.string()).default([]),
  logGroup: z.string(),
  /** Where one-off tasks run. */
  cluster: z.string(),
});
export type ResolvedRelease = z.infer<typeof ResolvedRelease>;

export async function readResolved(operationId: string, ports: Pick<Ports, 'state'>): Promise<ResolvedRelease> {
  const resolved = await findResolved(operationId, ports);
  if (resolved) return resolved;
  throw new PlinthError('Internal', `operation ${operationId} was not resolved`);
}

/** Undefined when the operation failed before it was resolved. */
export async function findResolved(
  operationId: string,
  ports: Pick<Ports, 'state'>,
): Promise<ResolvedRelease | undefined> {
  const document = await ports.state.readDocument(operationId, 'release');
  return document === undefined ? undefined : ResolvedRelease.parse(document);
}

/** Path of the release's own scope. */
export function releaseScope(resolved: Pick<ResolvedRelease, 'application' | 'number'>): string {
  return `${resolved.application}/releases/${resolved.number}`;
}
