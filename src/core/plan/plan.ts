import { z } from 'zod';
import { Mode } from '../spec/texts.ts';
import { Target } from './target.ts';

const Given = z.object({ value: z.string() });
const FromOutput = z.object({
  from: z.object({ component: z.string(), output: z.string(), scope: z.string().optional() }),
});

/** Known now, or an output of a stack that changes first, by this plan or by the operation that provisions its scope. */
export const PlannedValue = z.union([Given, FromOutput]);
export type PlannedValue = z.infer<typeof PlannedValue>;

/** Where a parameter's value comes from: one value, or several of them, joined by commas. */
export const PlannedParameter = z.union([Given, FromOutput, z.object({ list: z.array(PlannedValue) })]);
export type PlannedParameter = z.infer<typeof PlannedParameter>;

/** The value of a list parameter: its items, each once. */
export function joinedList(items: readonly string[]): string {
  return [...new Set(items)].join(',');
}

/** False while it waits for an output of a stack that changes first. */
export function isKnown(parameter: PlannedParameter): boolean {
  return !('from' in parameter) && !('list' in parameter && parameter.list.some((item) => 'from' in item));
}

/** What a stack costs a month when idle, in US dollars; 0 where there is none. */
export const PlannedCost = z.object({
  before: z.number(),
  after: z.number(),
  /** What has no known price and is left out of both. */
  unknown: z.array(z.string()),
});
export type PlannedCost = z.infer<typeof PlannedCost>;

export const PlannedAction = z.enum(['create', 'update', 'delete', 'keep']);
export type PlannedAction = z.infer<typeof PlannedAction>;

/** A stack of another scope that another operation is about to make or change. */
export const AwaitedStack = z.object({ operationId: z.string(), scope: z.string(), component: z.string() });
export type AwaitedStack = z.infer<typeof AwaitedStack>;

/** What becomes of one stack. */
export const PlannedStack = z.object({
  /**
   * Unique in the plan: the component's name, or `task-7` where a retiring application takes several releases with it, or
   * `repository-shop`.
   */
  stackKey: z.string(),
  /** Its name in the catalogue. */
  component: z.string(),
  /** Path of the scope that the stack stands in. */
  scope: z.string(),
  target: Target,
  stackName: z.string(),
  /** The stack's id, when there is one already. Names are used again, ids never. */
  stackId: z.string().optional(),
  action: PlannedAction,
  parameters: z.record(z.string(), PlannedParameter),
  /** In a plan that is only looked at: parameters that come from an output which will only repeat what is known. */
  foreseen: z.record(z.string(), Given).optional(),
  /** Keys of the stacks of this plan whose change comes first. */
  requires: z.array(z.string()),
  /** Stacks of its parents that come first too, while the operations that provision those scopes are under way. */
  awaits: z.array(AwaitedStack).optional(),
  /** Resources of the stack were deleted outside CloudFormation: its change set makes them again. */
  restores: z.boolean().optional(),
  /** Express: its stack completes before it is ready. Absent: standard. */
  mode: Mode.optional(),
  data: z.boolean(),
  /** The request names this stack: replacing or deleting its data is wanted. */
  allowed: z.boolean(),
  templateHash: z.string(),
  tags: z.record(z.string(), z.string()),
  /** In a person's words: the component's summary. */
  description: z.string(),
  monthlyCost: PlannedCost.optional(),
});
export type PlannedStack = z.infer<typeof PlannedStack>;

/** The difference between what was asked for and what is there, in an order that works. */
export const Plan = z.object({
  operationId: z.string(),
  scope: z.string(),
  wish: z.enum(['present', 'absent']),
  planOnly: z.boolean(),
  /** Each stack stands after all that it requires. */
  stacks: z.array(PlannedStack),
});
export type Plan = z.infer<typeof Plan>;
