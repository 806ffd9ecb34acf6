import { z } from 'zod';
import { PlinthError } from '../errors.ts';
import type { ContainerType } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { BUCKETS, EVERYTHING } from './container-resources.ts';
import { detailProcedure, endProcedure, startProcedure } from './stack-progress.ts';
import { readSnapshot, StackStep } from './stack-work.ts';

/** `batch` and `deleted` count over the runs of the state. `attempt` is that of the deletion that follows a failed one. */
export const EmptyInput = StackStep.extend({
  before: z.enum(['review', 'delete-leftover']),
  attempt: z.number().int().default(0),
  batch: z.number().int().min(1).default(1),
  deleted: z.number().int().default(0),
});
export type EmptyInput = z.infer<typeof EmptyInput>;

export interface Emptied {
  /** Whether there is more to delete. */
  readonly more: boolean;
  /** The number of the next batch. */
  readonly batch: number;
  /** Objects, versions and records deleted so far. */
  readonly deleted: number;
}

/** With up to 10,000 objects a batch: five million. An execution's history has room for as many. */
const batchesMax = 500;

/**
 * State "Empty": deletes one batch of what the stack's buckets hold; after a deletion that failed, also the records of its hosted
 * zones. The machine repeats it while there is more. Errors: StackFailed when the last batch was not enough, Fenced.
 */
export async function empty(input: EmptyInput, ports: Pick<Ports, 'state' | 'stacks' | 'contents' | 'time' | 'ids'>) {
  const { stack, observed } = await readSnapshot(input, ports);
  if (!observed) return emptied(input, { more: false, deleted: input.deleted });
  const progress = { state: 'empty', attempt: input.attempt + 1 } as const;
  await startProcedure(input, progress, ports);
  const types = input.before === 'delete-leftover' ? EVERYTHING : BUCKETS;
  let { deleted } = input;
  for (const { type, physicalId } of await ports.stacks.resources(stack.target, observed.stackId)) {
    const container = types.find((each) => each === type);
    if (container === undefined || physicalId === undefined) continue;
    await assertStillHolds(input.operationId, ports);
    const batch = await ports.contents.deleteBatch(stack.target, { type: container, physicalId });
    deleted += batch.deleted;
    const name = `${NOUN[container]} ${physicalId}`;
    const detail = `${counted(deleted)} deleted, now from ${name}`;
    await detailProcedure(input, { ...progress, detail }, ports);
    if (!batch.more) continue;
    if (input.batch >= batchesMax) throw stillFull(name, deleted);
    return emptied(input, { more: true, deleted });
  }
  await endProcedure(input, { ...progress, detail: `${counted(deleted)} deleted` }, ports);
  return emptied(input, { more: false, deleted });
}

const NOUN: Readonly<Record<ContainerType, string>> = {
  'AWS::S3::Bucket': 'bucket',
  'AWS::Route53::HostedZone': 'hosted zone',
};

function emptied({ batch }: EmptyInput, found: Pick<Emptied, 'more' | 'deleted'>): Emptied {
  return { ...found, batch: found.more ? batch + 1 : 1 };
}

function counted(deleted: number): string {
  return `${deleted.toLocaleString('en')} ${deleted === 1 ? 'object' : 'objects'}`;
}

function stillFull(name: string, deleted: number): PlinthError {
  return new PlinthError('StackFailed', `${name} still has contents after ${counted(deleted)} were deleted`, {
    nextSteps: ['Stop what writes into it, then ask again: the deletion goes on where it ended.'],
  });
}
