import { z } from 'zod';
import { PlinthError } from '../errors.ts';
import type { ContainerType } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { BUCKETS, EVERYTHING } from './container-resources.ts';
import { detailProcedure, endProcedure, startProcedure } from './stack-progress.ts';
import { readSnapshot, StackStep, writeWork } from './stack-work.ts';

/** `attempt` is that of the deletion that follows a failed one. */
export const EmptyInput = StackStep.extend({
  before: z.enum(['review', 'delete-leftover']),
  attempt: z.number().int().default(0),
});
export type EmptyInput = z.infer<typeof EmptyInput>;

/** Whether there is more to delete. */
export interface Emptied {
  readonly more: boolean;
}

/** With up to 10,000 objects each, three million. The history of the execution has no room for many more. */
export const batchesMax = 300;

type EmptyPorts = Pick<Ports, 'state' | 'stacks' | 'contents' | 'time' | 'ids'>;

/**
 * State "Empty": deletes one batch of what the stack's buckets hold; after a deletion that failed, also the records of its hosted
 * zones. The machine repeats it while there is more. Errors: StackFailed when the last batch was not enough, Fenced.
 */
export async function empty(input: EmptyInput, ports: EmptyPorts): Promise<Emptied> {
  const { stack, work, observed } = await readSnapshot(input, ports);
  if (!observed) return { more: false };
  const progress = { state: 'empty', attempt: input.attempt + 1 } as const;
  await startProcedure(input, progress, ports);
  const types = input.before === 'delete-leftover' ? EVERYTHING : BUCKETS;
  let { objects } = work.emptied;
  const batches = work.emptied.batches + 1;
  for (const { type, physicalId } of await ports.stacks.resources(stack.target, observed.stackId)) {
    const container = types.find((each) => each === type);
    if (container === undefined || physicalId === undefined) continue;
    const name = `${NOUN[container]} ${physicalId}`;
    if (batches > batchesMax) throw stillFull(name, objects);
    await assertStillHolds(input.operationId, ports);
    const batch = await ports.contents.deleteBatch(stack.target, { type: container, physicalId });
    objects += batch.deleted;
    await writeWork(input, { ...work, emptied: { batches, objects } }, ports);
    await detailProcedure(input, { ...progress, detail: `${counted(objects)} deleted, now from ${name}` }, ports);
    if (batch.more) return { more: true };
  }
  await endProcedure(input, { ...progress, detail: `${counted(objects)} deleted` }, ports);
  return { more: false };
}

const NOUN: Readonly<Record<ContainerType, string>> = {
  'AWS::S3::Bucket': 'bucket',
  'AWS::Route53::HostedZone': 'hosted zone',
};

function counted(deleted: number): string {
  return `${deleted.toLocaleString('en')} ${deleted === 1 ? 'object' : 'objects'}`;
}

function stillFull(name: string, deleted: number): PlinthError {
  return new PlinthError('StackFailed', `${name} still has contents after ${counted(deleted)} were deleted`, {
    nextSteps: ['Stop what writes into it, then ask again: the deletion goes on where it ended.'],
  });
}
