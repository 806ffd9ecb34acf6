import { z } from 'zod';
import { Failure, Live, OperationEvent, OperationKind, Step } from '../entities.ts';

/** What the API shows. Fields may be added, and none is ever renamed. */

export const AnyDocument = z.record(z.string(), z.unknown());

export const HealthView = z.object({ status: z.literal('ok') });

/** A resource of a stack that is changing, in its template's own words. */
export const ResourceView = z.object({
  logicalId: z.string(),
  description: z.string(),
  status: z.string(),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  reason: z.string().optional(),
});
export type ResourceView = z.infer<typeof ResourceView>;

export const OperationView = z.object({
  id: z.string(),
  kind: OperationKind,
  scope: z.string(),
  planOnly: z.boolean(),
  done: z.boolean(),
  status: z.enum(['accepted', 'running', 'waiting', 'succeeded', 'failed', 'cancelled']),
  percent: z.number().int(),
  requestedBy: z.string(),
  trigger: z.string(),
  createdAt: z.string(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  waitingFor: z.string().optional(),
  steps: z.array(Step.extend({ resources: z.array(ResourceView).optional() })),
  error: Failure.nullable(),
  result: z.record(z.string(), z.unknown()).nullable(),
});
export type OperationView = z.infer<typeof OperationView>;

export const StackView = z.object({
  stackName: z.string(),
  stackId: z.string(),
  status: z.string(),
  data: z.boolean(),
});

export const ScopeView = z.object({
  scope: z.string(),
  status: z.string(),
  spec: z.record(z.string(), z.unknown()).nullable(),
  live: Live.extend({ image: z.string().optional(), digest: z.string().optional() }).optional(),
  stacks: z.record(z.string(), StackView),
  outputs: z.record(z.string(), z.string()),
  url: z.string().optional(),
  /** Who is changing the scope right now. */
  lockedBy: z.array(z.object({ operationId: z.string(), by: z.string(), since: z.string() })),
  lastOperation: z.string().optional(),
  failure: Failure.optional(),
  updatedAt: z.string(),
});
export type ScopeView = z.infer<typeof ScopeView>;

export const ReleaseView = z.object({
  scope: z.string(),
  number: z.number().int(),
  image: z.string(),
  digest: z.string(),
  slot: z.enum(['one', 'two']),
  status: z.string(),
  operationId: z.string(),
  createdAt: z.string(),
  failure: Failure.optional(),
});
export type ReleaseView = z.infer<typeof ReleaseView>;

const ComponentSummary = z.object({
  name: z.string(),
  layer: z.string(),
  summary: z.string(),
  requires: z.array(z.string()),
  data: z.boolean(),
  monthlyCost: z
    .object({ dollars: z.number(), unknown: z.array(z.string()) })
    .meta({ description: 'US dollars a month when idle, with every parameter at its default; items without a price.' }),
});
export type ComponentSummary = z.infer<typeof ComponentSummary>;

export const ComponentView = ComponentSummary.extend({
  optional: z.array(z.string()).meta({ description: 'Components that it builds on where they are there.' }),
  parameters: z.record(z.string(), z.unknown()),
  outputs: z.record(z.string(), z.string()),
  provides: AnyDocument.optional().meta({ description: 'What an application gets that uses it.' }),
  substituteFor: z
    .record(z.string(), z.string())
    .meta({ description: 'Components that it stands in for, each while this parameter is set.' }),
  fixed: z.array(z.string()).meta({ description: 'Parameters that stay as they are while its stack stands.' }),
  neverDecreases: z.array(z.string()).meta({ description: 'Numbers that do not fall while its stack stands.' }),
  replaces: z.array(z.string()).meta({ description: 'Parts of other systems that it does the work of.' }),
  costs: z.array(z.string()).meta({ description: 'Each line of its idle cost a month, in words.' }),
  alarms: z.array(z.string()),
});
export type ComponentView = z.infer<typeof ComponentView>;

const listOf = <S extends z.ZodType>(item: S) => z.object({ items: z.array(item), cursor: z.string().optional() });

export const ScopeList = listOf(ScopeView);
export const ReleaseList = listOf(ReleaseView);
export const OperationList = listOf(OperationView);
export const EventList = listOf(OperationEvent);
export const CatalogueList = listOf(ComponentSummary);
