import { z } from 'zod';
import { evidenceMax } from './evidence.ts';

/** ISO 8601, UTC, milliseconds. */
export const Timestamp = z.iso.datetime();

export const Slot = z.enum(['one', 'two']);
export type Slot = z.infer<typeof Slot>;

/** Percent of production traffic by slot; the two add up to 100. */
export const Weights = z.object({ one: z.number().int().min(0).max(100), two: z.number().int().min(0).max(100) });
export type Weights = z.infer<typeof Weights>;

/** Why something failed: a stable code, one sentence, what was seen, and the commands to try next. */
export const Failure = z.object({
  code: z.string(),
  message: z.string(),
  /** The first cause: the resource or task that failed first, and its own reason. */
  cause: z.string().optional(),
  /** The last log lines or stack events behind the cause, oldest first. */
  evidence: z.array(z.string()).max(evidenceMax).default([]),
  nextSteps: z.array(z.string()).max(10).default([]),
});
export type Failure = z.infer<typeof Failure>;

export const OperationKind = z.enum([
  'provision',
  'retire',
  'repair',
  'release',
  'rollback',
  'toggle',
  'retire-standby',
  'drift',
]);
export type OperationKind = z.infer<typeof OperationKind>;

/** What requests operations. */
export const Trigger = z.enum(['api', 'image-pushed', 'catalog-requested', 'pipeline-requested', 'schedule']);
export type Trigger = z.infer<typeof Trigger>;

/** One line of an operation's progress: a stack of a converge, or a state of a release. */
export const ProgressStep = z.object({
  name: z.string(),
  status: z.enum(['pending', 'running', 'succeeded', 'failed', 'skipped']),
  /** In a person's words: `Three-tier VPC`, `Wait for healthy targets`. */
  description: z.string(),
  /** The name of the step that this one is a part of, which stands before it. */
  parent: z.string().optional(),
  stackKey: z.string().optional(),
  stackName: z.string().optional(),
  action: z.enum(['create', 'update', 'delete', 'keep']).optional(),
  startedAt: Timestamp.optional(),
  endedAt: Timestamp.optional(),
  detail: z.string().optional(),
});
export type ProgressStep = z.infer<typeof ProgressStep>;

/** The decision about a release that waited for approval. The first one is final. */
export const Decision = z.object({
  approved: z.boolean(),
  by: z.string(),
  comment: z.string().optional(),
  /** Id of the event that reports it, so that it is reported once. */
  eventId: z.string(),
});
export type Decision = z.infer<typeof Decision>;

const OperationCommon = z.object({
  id: z.string(),
  kind: OperationKind,
  /** Path of the scope. */
  scope: z.string(),
  /** True: only the plan is made, and nothing is changed. */
  planOnly: z.boolean().default(false),
  /** What was asked for, as the kind needs it: the image, the release number, the stacks that may be replaced. */
  request: z.record(z.string(), z.unknown()),
  requestedBy: z.string(),
  /** What requested it. */
  trigger: Trigger,
  requestHash: z.string(),
  /** The caller who cancelled it; its execution is being stopped. */
  cancelledBy: z.string().optional(),
  /** What a release gives way to, if it has not shifted traffic by then: a newer release, in words. */
  supersededBy: z.string().optional(),
  decision: Decision.optional(),
  createdAt: Timestamp,
  /** Fencing number under which the operation holds its scope's lock. */
  fence: z.number().int().default(0),
  steps: z.array(ProgressStep).default([]),
  /** Rises with every write; the condition of the next. */
  version: z.number().int().default(0),
});

const EndedCommon = OperationCommon.extend({
  startedAt: Timestamp.optional(),
  endedAt: Timestamp,
  /**
   * There until all that follows an end was done: the scope state, those who wait for it, its last event, Service Catalog. Until
   * then the sweep finds the operation among the open ones, although it has ended for all other readers.
   */
  unfinished: z.object({ eventId: z.string() }).optional(),
});

/** One accepted request for change. It always ends. */
export const Operation = z.discriminatedUnion('status', [
  OperationCommon.extend({ status: z.literal('accepted') }),
  OperationCommon.extend({ status: z.literal('running'), startedAt: Timestamp, executionArn: z.string() }),
  OperationCommon.extend({
    status: z.literal('waiting'),
    startedAt: Timestamp,
    executionArn: z.string(),
    waitingFor: z.string(),
  }),
  EndedCommon.extend({ status: z.literal('succeeded'), result: z.record(z.string(), z.unknown()) }),
  EndedCommon.extend({ status: z.literal('failed'), error: Failure }),
  EndedCommon.extend({ status: z.literal('cancelled'), error: Failure }),
]);
export type Operation = z.infer<typeof Operation>;
export type EndedOperation = Extract<Operation, { status: 'succeeded' | 'failed' | 'cancelled' }>;
export type OpenOperation = Exclude<Operation, EndedOperation>;

export function isEnded(operation: Operation): operation is EndedOperation {
  return ['succeeded', 'failed', 'cancelled'].includes(operation.status);
}

/** Something that happened in an operation, for people who follow it. */
export const OperationEvent = z.object({
  /** A ULID: events sort by it. */
  id: z.string(),
  operationId: z.string(),
  time: Timestamp,
  level: z.enum(['info', 'warning', 'error']),
  step: z.string().optional(),
  /** Of the stack in the operation's plan. */
  stackKey: z.string().optional(),
  message: z.string(),
});
export type OperationEvent = z.infer<typeof OperationEvent>;

/** A stack as it was last seen, under the component it came from. */
export const StackRecord = z.object({
  component: z.string(),
  stackName: z.string(),
  stackId: z.string(),
  /** CloudFormation's stack status. */
  status: z.string(),
  templateHash: z.string(),
  /** The full parameter set of the last success. Every update sends all of it. */
  parameters: z.record(z.string(), z.string()),
  outputs: z.record(z.string(), z.string()),
  tags: z.record(z.string(), z.string()).default({}),
  data: z.boolean(),
  /** Logical ids of resources that were deleted outside CloudFormation, as the last operation found: its next update brings them back. */
  missing: z.array(z.string()).optional(),
  updatedAt: Timestamp,
});
export type StackRecord = z.infer<typeof StackRecord>;

/** Who holds a scope. It has no timer: it belongs to an operation. */
export const LockHolder = z.object({
  operationId: z.string(),
  fence: z.number().int(),
  by: z.string(),
  since: Timestamp,
  /** An exclusive holder that provisions: applications that wait for its stacks may hold their parts beside it. */
  provisions: z.boolean().optional(),
});
export type LockHolder = z.infer<typeof LockHolder>;

/** The environment's lock (and the base's, which has no holders). */
export const Lock = z.object({
  exclusive: LockHolder.optional(),
  /** By application name. */
  holders: z.record(z.string(), LockHolder).default({}),
  /** The highest fence given out; it only grows. */
  fence: z.number().int().default(0),
});
export type Lock = z.infer<typeof Lock>;

/** What serves users, and what served before. */
export const Live = z.object({
  slot: Slot,
  release: z.number().int(),
  weights: Weights,
  previousRelease: z.number().int().optional(),
  since: Timestamp,
});
export type Live = z.infer<typeof Live>;

/**
 * Something of which a parent has one: an item of its own, unique by its key. A scope may have two of a kind, the one that
 * stands and the one that its operation moves to: both are taken until the stack has moved.
 */
export const ScopeClaim = z.object({
  /** Path of the scope whose children must not have the same: `base`, `environments/dev`. */
  parent: z.string(),
  kind: z.enum(['range', 'domain', 'priority', 'route']),
  /** Unique among the claims of the parent: `priority/6451`. */
  key: z.string(),
  /** An address range, a domain, a listener rule priority, or a path pattern or host. */
  value: z.string(),
  /** Path of the scope that has it. */
  scope: z.string(),
  /** The operation that took it. */
  operationId: z.string(),
  /** When it was taken. */
  takenAt: Timestamp.optional(),
  /** Whether a stack stands that was made with it. */
  standing: z.boolean(),
  /** Of a range: where it is. */
  account: z.string().optional(),
  region: z.string().optional(),
  /** Of a domain: its records share it with those of other environments. */
  shared: z.boolean().optional(),
});
export type ScopeClaim = z.infer<typeof ScopeClaim>;

/** What an operator has to decide about a scope, because Plinth cannot repair it alone. */
export const Attention = z.object({
  /** `degraded`: the scope works in part. */
  kind: z.enum(['degraded', 'needs-attention']).default('needs-attention'),
  /** What found it. The sweep takes away only what it marked itself. */
  by: z.enum(['operation', 'sweep']).default('operation'),
  /** Stable names of what differs: as long as they are the same, so is the mark. */
  codes: z.array(z.string()).default([]),
  /** What differs and what serves users now, in a sentence. */
  reason: z.string(),
  since: Timestamp,
  /** The commands to try next, the likeliest first. */
  commands: z.array(z.string()).max(10).default([]),
});
export type Attention = z.infer<typeof Attention>;

/** The status of a scope: what is there. */
export const ScopeState = z.object({
  scope: z.string(),
  status: z.enum(['provisioning', 'ready', 'failed', 'retiring', 'retired']),
  stacks: z.record(z.string(), StackRecord).default({}),
  lock: Lock.default({ holders: {}, fence: 0 }),
  live: Live.optional(),
  /** Number of the newest release, on the state of an application. */
  lastRelease: z.number().int().default(0),
  /** Operations that ended without saying what became of the stacks that they had begun. The next plan looks for those. */
  lost: z.array(z.string()).optional(),
  lastOperation: z.string().optional(),
  failure: Failure.optional(),
  /** Present: the scope is `needs-attention` or `degraded`. The operation or the sweep that finds it well again takes it away. */
  attention: Attention.optional(),
  updatedAt: Timestamp,
  version: z.number().int().default(0),
});
export type ScopeState = z.infer<typeof ScopeState>;

/** One image digest with its full parameters, placed in a slot. */
export const Release = z.object({
  scope: z.string(),
  number: z.number().int(),
  /** As asked for: `hello:2`. */
  image: z.string(),
  /** As resolved: `<registry>/<repository>@sha256:...`. */
  imageUri: z.string(),
  digest: z.string(),
  slot: Slot,
  status: z.enum(['placed', 'live', 'standby', 'retired', 'failed', 'superseded']),
  stackName: z.string(),
  /** Its stack was deleted to the end: nothing of it can be in a slot any more. */
  removed: z.boolean().default(false),
  /** A roll back left it: no other roll back goes to it, until a toggle or a release puts it live again. */
  rolledBackFrom: z.boolean().optional(),
  /** When. */
  rolledBackAt: Timestamp.optional(),
  /** The application's spec that it was placed with: a roll back brings it back as it was. */
  spec: z.record(z.string(), z.unknown()).optional(),
  operationId: z.string(),
  createdAt: Timestamp,
  failure: Failure.optional(),
  /** When the table deletes the release. Set on releases that are too old to roll back to; a release in a slot is kept all the same. */
  expiresAt: Timestamp.optional(),
  version: z.number().int().default(0),
});
export type Release = z.infer<typeof Release>;

/** A spec as it was asked for, with its version, which is its ETag. */
export const SpecRecord = z.object({
  scope: z.string(),
  spec: z.record(z.string(), z.unknown()),
  updatedBy: z.string(),
  updatedAt: Timestamp,
  version: z.number().int(),
});
export type SpecRecord = z.infer<typeof SpecRecord>;

/** A workflow branch that waits: for a stack, for requirements, for targets, for an approval. */
export const WaitToken = z.object({
  /** What it waits for: `stack/<client request token>`, `requirements/<operation>/<stackKey>`, `healthy/<operation>`, `approval/<operation>`. */
  key: z.string(),
  operationId: z.string(),
  taskToken: z.string(),
  createdAt: Timestamp,
});
export type WaitToken = z.infer<typeof WaitToken>;

/** A branch of one operation that waits for a stack of another. It stays with the one that is awaited. */
export const Waiter = z.object({
  /** Who waits, and with which branch: its token is the one of `requirements/<operation>/<stackKey>`. */
  operationId: z.string(),
  stackKey: z.string(),
  awaited: z.object({ operationId: z.string(), component: z.string() }),
});
export type Waiter = z.infer<typeof Waiter>;
