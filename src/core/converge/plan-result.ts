import { z } from 'zod';
import { isKnown, type Plan, type PlannedCost, type PlannedParameter, type PlannedStack } from '../plan/plan.ts';
import type { Ports } from '../ports/index.ts';

/** What `change-stack` found in plan mode: document `changes/<component>`. */
const StackChanges = z.object({
  changes: z.array(
    z.object({
      action: z.enum(['Add', 'Modify', 'Remove', 'Import', 'Dynamic', 'SyncWithActual']),
      logicalId: z.string(),
      type: z.string(),
      physicalId: z.string().optional(),
      replacement: z.enum(['True', 'False', 'Conditional']),
    }),
  ),
  /** Data that would be lost, in words. */
  harmful: z.array(z.string()),
});
type StackChanges = z.infer<typeof StackChanges>;

/** What a plan answers: each stack with the changes of its resources, as far as they can be known beforehand, and the sums. */
export async function planResult(plan: Plan, ports: Pick<Ports, 'state'>): Promise<Readonly<Record<string, unknown>>> {
  const stacks = await Promise.all(plan.stacks.map((stack) => plannedStackView(plan.operationId, stack, ports)));
  const count = (outcome: Outcome) => stacks.filter((stack) => outcomeOf(stack) === outcome).length;
  const replacements = stacks
    .flatMap(({ changes = [] }) => changes)
    .filter(({ replacement }) => replacement === 'True');
  return {
    stacks,
    summary: {
      create: count('create'),
      update: count('update'),
      unchanged: count('unchanged'),
      undecided: count('undecided'),
      delete: count('delete'),
      keep: count('keep'),
      replacements: replacements.length,
      monthlyCost: summedCost(plan.stacks),
    },
  };
}

type Outcome = PlannedStack['action'] | 'unchanged' | 'undecided';

/**
 * An update may turn out to change no resource: that is known where all of its parameters are. Otherwise it depends on
 * what others make of theirs.
 */
function outcomeOf({ action, changes, follows }: PlannedStackView): Outcome {
  if (action !== 'update' || (changes && changes.length > 0)) return action;
  if (follows) return 'undecided';
  return changes ? 'unchanged' : action;
}

interface PlannedStackView {
  readonly stackKey: string;
  readonly stackName: string;
  readonly action: PlannedStack['action'];
  readonly data: boolean;
  readonly requires: readonly string[];
  readonly changes?: StackChanges['changes'];
  readonly harmful?: StackChanges['harmful'];
  /** Parameters whose values come from stacks that are not there yet, or that change first. */
  readonly unknown?: readonly string[];
  /** Those stacks' components. */
  readonly follows?: readonly string[];
  readonly monthlyCost?: PlannedCost;
}

async function plannedStackView(
  operationId: string,
  stack: PlannedStack,
  ports: Pick<Ports, 'state'>,
): Promise<PlannedStackView> {
  const document = await ports.state.readDocument(operationId, `changes/${stack.stackKey}`);
  const open = Object.entries({ ...stack.parameters, ...stack.foreseen }).filter(
    ([, parameter]) => !isKnown(parameter),
  );
  return {
    stackKey: stack.stackKey,
    stackName: stack.stackName,
    action: stack.action,
    data: stack.data,
    requires: stack.requires,
    ...(document !== undefined && StackChanges.parse(document)),
    ...(open.length > 0 && { unknown: open.map(([name]) => name), follows: sources(open) }),
    ...(stack.monthlyCost && { monthlyCost: stack.monthlyCost }),
  };
}

/** The components whose outputs parameters wait for. */
function sources(open: readonly (readonly [string, PlannedParameter])[]): readonly string[] {
  const values = open.flatMap(([, parameter]) => ('list' in parameter ? parameter.list : [parameter]));
  return [...new Set(values.flatMap((value) => ('from' in value ? [value.from.component] : [])))];
}

/** Dollars a month of all stacks together, and what the plan adds to them. What has no known price is left out, and named. */
function summedCost(stacks: readonly PlannedStack[]) {
  const sum = (dollars: readonly number[]) => toCents(dollars.reduce((total, item) => total + item, 0));
  const before = sum(stacks.map(({ monthlyCost }) => monthlyCost?.before ?? 0));
  const after = sum(stacks.map(({ monthlyCost }) => monthlyCost?.after ?? 0));
  const unknown = [...new Set(stacks.flatMap(({ monthlyCost }) => monthlyCost?.unknown ?? []))];
  return { before, after, adds: toCents(after - before), unknown };
}

function toCents(dollars: number): number {
  return Math.round(dollars * 100) / 100;
}
