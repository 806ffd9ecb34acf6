import { z } from 'zod';
import { PlinthError } from '../errors.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import type { Ports } from '../ports/index.ts';
import { Plan, type PlannedParameter, PlannedStack, type PlannedValue } from './plan.ts';

type State = Pick<Ports, 'state'>;

/** Document `plan`: which stacks the plan has and what becomes of each. How is in a document for each stack. */
export const PlanIndex = Plan.extend({
  stacks: z.array(
    PlannedStack.pick({
      stackKey: true,
      component: true,
      scope: true,
      target: true,
      stackName: true,
      action: true,
      requires: true,
      data: true,
      description: true,
    }),
  ),
});
export type PlanIndex = z.infer<typeof PlanIndex>;

/** Document `plan/<stackKey>`: one stack of the plan, with all that its own workflow needs to know of the plan. */
const PlannedStackDocument = PlannedStack.extend({ planOnly: z.boolean() });
export type StackToChange = z.infer<typeof PlannedStackDocument>;

/** The index comes last: where it is, all of the plan is. */
export async function writePlan(plan: Plan, ports: State): Promise<void> {
  const { operationId } = plan;
  await forEachBounded(plan.stacks, (stack) => writePlannedStack(stack, plan, ports));
  await ports.state.putDocument(operationId, 'plan', PlanIndex.parse(plan));
}

/** One stack that an operation changes; also one that its plan does not list, because it is changed only after a failure. */
export async function writePlannedStack(
  stack: PlannedStack,
  plan: Pick<Plan, 'operationId' | 'scope' | 'planOnly' | 'stacks'>,
  ports: State,
): Promise<void> {
  const document: StackToChange = { ...stack, parameters: sourcedParameters(stack, plan), planOnly: plan.planOnly };
  await ports.state.putDocument(plan.operationId, documentKey(stack.stackKey), document);
}

/** Undefined as long as the operation has no plan. */
export async function readPlanIndex(operationId: string, ports: State): Promise<PlanIndex | undefined> {
  const document = await ports.state.readDocument(operationId, 'plan');
  return document === undefined ? undefined : PlanIndex.parse(document);
}

/** The whole plan, for what looks at all of its stacks. */
export async function readPlan(operationId: string, ports: State): Promise<Plan | undefined> {
  const index = await readPlanIndex(operationId, ports);
  if (!index) return undefined;
  const stacks = await forEachBounded(index.stacks, ({ stackKey }) =>
    readPlannedStack({ operationId, stackKey }, ports),
  );
  return { ...index, stacks: [...stacks] };
}

/** Throws Internal when the plan has no such stack: the machine was started without its first state. */
export async function readPlannedStack(
  { operationId, stackKey }: { readonly operationId: string; readonly stackKey: string },
  ports: State,
): Promise<StackToChange> {
  const stack = await findPlannedStack({ operationId, stackKey }, ports);
  if (stack) return stack;
  throw new PlinthError('Internal', `the plan of ${operationId} has no stack \`${stackKey}\``);
}

export async function findPlannedStack(
  { operationId, stackKey }: { readonly operationId: string; readonly stackKey: string },
  ports: State,
): Promise<StackToChange | undefined> {
  const document = await ports.state.readDocument(operationId, documentKey(stackKey));
  return document === undefined ? undefined : PlannedStackDocument.parse(document);
}

function documentKey(stackKey: string): string {
  return `plan/${stackKey}`;
}

/** Each output with the scope that it is read from, which the plan as a whole tells. */
function sourcedParameters(
  { parameters, foreseen }: PlannedStack,
  plan: Pick<Plan, 'scope' | 'stacks'>,
): PlannedStack['parameters'] {
  const scopeOf = (component: string) =>
    plan.stacks.find((stack) => stack.component === component)?.scope ?? plan.scope;
  const sourcedValue = (value: PlannedValue): PlannedValue =>
    'from' in value ? { from: { scope: scopeOf(value.from.component), ...value.from } } : value;
  const sourced = (parameter: PlannedParameter): PlannedParameter => {
    if ('list' in parameter) return { list: parameter.list.map(sourcedValue) };
    return 'from' in parameter ? sourcedValue(parameter) : parameter;
  };
  const all = Object.entries({ ...parameters, ...foreseen });
  return Object.fromEntries(all.map(([name, parameter]) => [name, sourced(parameter)]));
}
