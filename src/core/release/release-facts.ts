import { z } from 'zod';
import { Live, Slot } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { Target } from '../plan/target.ts';
import type { Ports } from '../ports/index.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { ShiftStep } from './shift-schedule.ts';

/** Input of most states of `release`. */
export const ReleaseStep = z.object({ operationId: z.string() });
export type ReleaseStep = z.infer<typeof ReleaseStep>;

/** What a release operation knows about itself once it is resolved: document `release`. It does not change after that. */
export const ReleaseFacts = z.object({
  /** Path of the application. */
  application: z.string(),
  number: z.number().int(),
  image: z.string(),
  imageUri: z.string(),
  digest: z.string(),
  slot: Slot,
  entry: z.enum(['place', 'shift', 'retire']),
  /** What was live when the operation began: where a failure puts traffic back. */
  before: Live.optional(),
  /** Releases whose tasks must leave the slot before this one gets traffic. */
  occupants: z.array(z.object({ number: z.number().int(), service: z.string() })),
  /** ECS service of the live release, when this one joins it in its slot before it replaces it. */
  sharer: z.string().optional(),
  schedule: z.array(ShiftStep),
  bakeSeconds: z.number().int(),
  smoke: z.array(z.object({ path: z.string(), status: z.number().int() })),
  /** `http://<load balancer>:<test port>`, and the host that the route wants. */
  testUrl: z.string(),
  host: z.string().optional(),
  migrate: z.object({ command: z.array(z.string()) }).optional(),
  approval: z.boolean(),
  /** The application's spec as the release has it: a release that comes back comes back as it was. */
  spec: ApplicationSpec.optional(),
  target: Target,
  cluster: z.string(),
  service: z.string(),
  groups: z.object({ one: z.string(), two: z.string() }),
  ruleArns: z.array(z.string()).min(1),
  /** Names of the alarms that watch the slot. */
  alarms: z.array(z.string()).default([]),
  /** The test listener's rule. */
  testRuleArn: z.string(),
  logGroup: z.string(),
  /** What a one-off task needs beside its task definition. */
  network: z.object({ subnets: z.array(z.string()), securityGroups: z.array(z.string()), publicIp: z.boolean() }),
});
export type ReleaseFacts = z.infer<typeof ReleaseFacts>;

export async function readFacts(operationId: string, ports: Pick<Ports, 'state'>): Promise<ReleaseFacts> {
  const facts = await findFacts(operationId, ports);
  if (facts) return facts;
  throw new PlinthError('Internal', `operation ${operationId} was not resolved`);
}

/** Undefined when the operation failed before it was resolved. */
export async function findFacts(operationId: string, ports: Pick<Ports, 'state'>): Promise<ReleaseFacts | undefined> {
  const document = await ports.state.readDocument(operationId, 'release');
  return document === undefined ? undefined : ReleaseFacts.parse(document);
}

/** Path of the release's own scope. */
export function releaseScope(facts: Pick<ReleaseFacts, 'application' | 'number'>): string {
  return `${facts.application}/releases/${facts.number}`;
}

/** The ECS service of a release, as its template names it: release numbers are used once. */
export function serviceName(application: string, number: number): string {
  return `${application}-${number}`;
}
