import { assertNever } from '../assert-never.ts';
import { PlinthError } from '../errors.ts';
import type { PlannedStack } from '../plan/plan.ts';
import type { StackDescription } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { alignTraffic } from './align-traffic.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { nextStackAction } from './next-stack-action.ts';
import { NotYet } from './not-yet.ts';
import { stackParameters } from './stack-parameters.ts';
import {
  changeToken,
  describePlanned,
  readPlannedStack,
  readWork,
  StackStep,
  type StackWork,
  wishFor,
  writeWork,
} from './stack-work.ts';
import { ContainerEnvironment, withContainerEnvironment } from './with-container-environment.ts';

export const PrepareInput = StackStep;

type PreparePorts = Pick<Ports, 'state' | 'stacks' | 'catalogue'>;

/**
 * Brings a stack to where its change can start, and asks for the change set. Each call looks at what is there and makes
 * the next legal move; NotYet says that CloudFormation is busy with it. Errors: MissingParameter, ReviewRefused when the
 * name belongs to somebody else's stack, Fenced.
 */
export async function prepare(step: StackStep, ports: PreparePorts): Promise<StackStep> {
  const stack = await readPlannedStack(step, ports);
  const work = await readWork(step, ports);
  const seen = await describePlanned(stack, work, ports);
  if (seen) refuseForeignStack(stack, seen);
  const action = nextStackAction(seen?.status ?? 'absent', wishFor(stack));
  // A plan may look at an update's change set. Everything else would leave something behind.
  if (stack.planOnly && action.kind !== 'update') return step;
  switch (action.kind) {
    case 'wait':
      throw new NotYet(`stack \`${stack.stackName}\` is ${seen?.status}`);
    case 'create':
      await requestChangeSet(step, stack, 'CREATE', ports);
      return step;
    case 'update':
      if (seen && !stack.planOnly) await alignTraffic(step, { stack, seen }, ports);
      await requestChangeSet(step, stack, 'UPDATE', ports);
      return step;
    case 'continue-rollback':
      await assertStillHolds(step.operationId, ports);
      await ports.stacks.continueRollback(stack.target, stack.stackName, changeToken(step, 'unblock'));
      throw new NotYet(`stack \`${stack.stackName}\` continues its rollback`);
    case 'delete':
    case 'retain-and-delete':
      if (action.next === 'create') return clearLeftover(step, { stack, stackId: seen?.stackId }, ports);
      await writeWork(step, { ...work, ...(seen && { stackId: seen.stackId }) }, ports);
      return step;
    case 'done':
      return step;
    default:
      return assertNever(action);
  }
}

/** Names are ours by convention only: whoever made the stack by hand must not lose it. */
function refuseForeignStack(stack: PlannedStack, seen: StackDescription): void {
  const owner = seen.tags['plinth:scope'];
  if (owner === stack.scope || seen.status === 'REVIEW_IN_PROGRESS') return;
  throw new PlinthError(
    'ReviewRefused',
    `stack \`${stack.stackName}\` is there already and is not marked as ${stack.scope}; rename or delete it`,
  );
}

interface Leftover {
  readonly stack: PlannedStack;
  readonly stackId: string | undefined;
}

/** A creation that failed before us: nothing but deleting it is allowed, and nothing ever ran in it. */
async function clearLeftover(step: StackStep, leftover: Leftover, ports: PreparePorts): Promise<never> {
  const { stack, stackId = stack.stackName } = leftover;
  await assertStillHolds(step.operationId, ports);
  if (stack.data) await ports.stacks.setTerminationProtection(stack.target, stackId, false);
  await ports.stacks.delete(stack.target, stackId, changeToken(step, 'clear'));
  throw new NotYet(`what is left of \`${stack.stackName}\` is being deleted`);
}

async function requestChangeSet(
  step: StackStep,
  stack: PlannedStack,
  type: 'CREATE' | 'UPDATE',
  ports: PreparePorts,
): Promise<void> {
  const name = changeToken(step, 'change');
  const change = {
    stackName: stack.stackName,
    templateBody: await completedTemplate(step, stack, ports),
    parameters: await stackParameters(step.operationId, stack, ports),
    tags: stack.tags,
    clientRequestToken: name,
  };
  await assertStillHolds(step.operationId, ports);
  // Before the call: whoever finds the work again asks for the same change set.
  await writeWork(step, prepared(name, type, { stack, parameters: change.parameters }), ports);
  await ports.stacks.createChangeSet(stack.target, change, type, name);
}

function prepared(
  name: string,
  type: 'CREATE' | 'UPDATE',
  { stack, parameters }: { stack: PlannedStack; parameters: Record<string, string> },
): StackWork {
  const changeSet = { name, type };
  return { changeSet, parameters, templateHash: stack.templateHash, acted: false, recoveries: 0, retained: [] };
}

async function completedTemplate(step: StackStep, stack: PlannedStack, ports: PreparePorts): Promise<string> {
  const component = ports.catalogue.component(stack.component);
  if (!component) throw new PlinthError('UnknownComponent', `the catalogue no longer has \`${stack.component}\``);
  if (component.layer !== 'release') return component.templateBody;
  const environment = await ports.state.readDocument(step.operationId, 'container');
  return withContainerEnvironment(component.templateBody, ContainerEnvironment.parse(environment ?? {}));
}
