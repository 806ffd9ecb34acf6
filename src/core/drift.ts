import { z } from 'zod';
import { Timestamp } from './entities.ts';

/** A resource that differs from its template. Values stay in AWS: a property may hold a secret. */
export const DriftedResource = z.object({
  logicalId: z.string(),
  /** CloudFormation's resource type. */
  type: z.string(),
  physicalId: z.string().optional(),
  status: z.enum(['MODIFIED', 'DELETED']),
  /** Paths of the properties that differ, such as `/Properties/Port`. */
  paths: z.array(z.string()),
  /** Plinth changes this itself outside CloudFormation, such as the weights of a listener rule. */
  expected: z.boolean(),
});
export type DriftedResource = z.infer<typeof DriftedResource>;

/** What the detection found of one stack. */
export const StackDrift = z.object({
  /** Path of the scope that the stack belongs to. */
  scope: z.string(),
  stackName: z.string(),
  /** `UNKNOWN`: it could not be detected, and `problem` says why. */
  status: z.enum(['IN_SYNC', 'DRIFTED', 'UNKNOWN']),
  drifted: z.array(DriftedResource).default([]),
  /** Resources that CloudFormation could not check, as `<type> <physical id>`. */
  unchecked: z.array(z.string()).default([]),
  problem: z.string().optional(),
});
export type StackDrift = z.infer<typeof StackDrift>;

/** The last detection of an environment's drift, with its applications and the releases that run. */
export const EnvironmentDrift = z.object({
  /** Path of the environment. */
  scope: z.string(),
  /** When it was complete. */
  at: Timestamp,
  operationId: z.string(),
  stacks: z.array(StackDrift),
});
export type EnvironmentDrift = z.infer<typeof EnvironmentDrift>;
