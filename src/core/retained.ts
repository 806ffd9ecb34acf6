import { z } from 'zod';
import { Timestamp } from './entities.ts';

/** A resource that a change of a stack left behind, and why. */
export const LeftResource = z.object({
  /** CloudFormation's resource type. */
  type: z.string(),
  physicalId: z.string(),
  reason: z.string(),
});
export type LeftResource = z.infer<typeof LeftResource>;

/** As results of operations name it: `AWS::S3::Bucket orders`. Pure. */
export function leftLabel({ type, physicalId }: Pick<LeftResource, 'type' | 'physicalId'>): string {
  return `${type} ${physicalId}`;
}

/** Each resource once; of several reasons the first. Pure. */
export function eachOnce(left: readonly LeftResource[]): readonly LeftResource[] {
  const labels = left.map(leftLabel);
  return left.filter((one, at) => labels.indexOf(leftLabel(one)) === at);
}

/** What exists in AWS and belongs to no stack on record: one line of the list of what was retained or orphaned. */
export const RetainedItem = LeftResource.extend({
  /** `orphaned`: a stack that no record names. */
  kind: z.enum(['retained', 'orphaned']),
  /** Where it is. */
  target: z.object({ account: z.string(), region: z.string() }),
  /** Path of the scope that it belonged to. */
  scope: z.string(),
  /** The stack that it belonged to, or the orphaned stack itself. */
  stackName: z.string(),
  /** The operation that left it, where that is known. */
  operationId: z.string().optional(),
  since: Timestamp,
});
export type RetainedItem = z.infer<typeof RetainedItem>;

/** The type of an orphaned stack. */
export const STACK = 'AWS::CloudFormation::Stack';
