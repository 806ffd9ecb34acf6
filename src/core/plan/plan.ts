import { z } from 'zod';
import { Mode } from '../spec/texts.ts';
import { Target } from './target.ts';

/**
 * Where a parameter's value comes from: known now; an output of a stack that changes first, by this plan or, where a
 * scope is named, by the operation that provisions that scope; or a list on the base's head that only grows, and is
 * read right before the change set is made.
 */
export const PlannedParameter = z.union([
  z.object({ value: z.string() }),
  z.object({ from: z.object({ component: z.string(), output: z.string(), scope: z.string().optional() }) }),
  z.object({ known: z.literal('applications') }),
]);
export type PlannedParameter = z.infer<typeof PlannedParameter>;

export const StackAction = z.enum(['create', 'update', 'delete', 'keep']);
export type StackAction = z.infer<typeof StackAction>;

/** A stack of another scope that another operation is about to make or change. */
export const AwaitedStack = z.object({ operationId: z.string(), scope: z.string(), component: z.string() });
export type AwaitedStack = z.infer<typeof AwaitedStack>;

/** What becomes of one stack. */
export const PlannedStack = z.object({
  /**
   * Unique in the plan, and what steps call `component`: the component's name, or `task-7` where a retiring
   * application takes several releases with it.
   */
  key: z.string(),
  /** Its name in the catalogue. */
  component: z.string(),
  /** Path of the scope that the stack stands in. */
  scope: z.string(),
  target: Target,
  stackName: z.string(),
  /** The stack's id, when there is one already. Names are used again, ids never. */
  stackId: z.string().optional(),
  action: StackAction,
  parameters: z.record(z.string(), PlannedParameter),
  /** Keys of the stacks of this plan whose change comes first. */
  requires: z.array(z.string()),
  /** Stacks of its parents that come first too, while the operations that provision those scopes are under way. */
  awaits: z.array(AwaitedStack).optional(),
  /** Express: its stack completes before it is ready. Absent: standard. */
  mode: Mode.optional(),
  data: z.boolean(),
  /** The request names this stack: replacing or deleting its data is wanted. */
  allowed: z.boolean(),
  templateHash: z.string(),
  tags: z.record(z.string(), z.string()),
  /** In a person's words: the component's summary. */
  description: z.string(),
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

/** The stack of a key; undefined when the plan has none. */
export function plannedStack(plan: Plan, key: string): PlannedStack | undefined {
  return plan.stacks.find((stack) => stack.key === key);
}
