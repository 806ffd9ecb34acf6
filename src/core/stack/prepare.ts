import { assertNever } from '../assert-never.ts';
import { PlinthError } from '../errors.ts';
import { isKnown, type PlannedStack } from '../plan/plan.ts';
import type { StackChange, StackDescription } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { alignTraffic } from './align-traffic.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { clearLeftover } from './clear-leftover.ts';
import { endRollback } from './end-rollback.ts';
import { nextStackAction } from './next-stack-action.ts';
import { NotYet } from './not-yet.ts';
import { prepareDeletion } from './prepare-deletion.ts';
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

const eventsMax = 500;

interface Creation {
  readonly stack: PlannedStack;
  readonly work: StackWork;
}

type PreparePorts = Pick<Ports, 'state' | 'stacks' | 'contents' | 'catalogue'>;

/**
 * Brings a stack to where its change can start, and asks for the change set; a stack that is not there it creates at once.
 * Each call looks at what is there and makes the next legal move; NotYet says that CloudFormation is busy with it. Errors:
 * MissingParameter, ReviewRefused when the name belongs to somebody else's stack, Fenced.
 */
export async function prepare(step: StackStep, ports: PreparePorts): Promise<StackStep> {
  const stack = await readPlannedStack(step, ports);
  const work = await readWork(step, ports);
  const seen = await describePlanned(stack, work, ports);
  if (seen) assertOwnStack(stack, seen);
  if (seen && (await wasCreatedHere(seen, { stack, work }, ports))) {
    return rememberCreated(step, { ...work, stackId: seen.stackId }, ports);
  }
  const action = nextStackAction(seen?.status ?? 'absent', wishFor(stack));
  // A plan may look at an update's change set. Everything else would leave something behind.
  if (stack.planOnly && !(action.kind === 'update' && isWhollyKnown(stack))) return step;
  switch (action.kind) {
    case 'wait':
      throw new NotYet(`stack \`${stack.stackName}\` is ${seen?.status}`);
    case 'create':
      if (seen) await requestChangeSet(step, stack, 'CREATE', ports);
      else await createStack(step, stack, ports);
      return step;
    case 'update':
      if (seen && !stack.planOnly) await alignTraffic(step, { stack, seen }, ports);
      await requestChangeSet(step, stack, 'UPDATE', ports);
      return step;
    case 'continue-rollback':
      if (!seen) return step;
      return endRollback(step, { stack, seen }, ports);
    case 'delete':
    case 'retain-and-delete':
      if (!seen) return step;
      if (action.next === 'create') {
        if (action.kind === 'retain-and-delete') assertNotHalfDeleted(stack);
        return clearLeftover(step, { stack, seen, action }, ports);
      }
      await writeWork(step, { ...work, stackId: seen.stackId }, ports);
      // Deleting data that the request does not name is refused in the review, so nothing is lifted before.
      if (!stack.data || stack.allowed) await prepareDeletion(step, { stack, seen, work }, ports);
      return step;
    case 'done':
      return step;
    default:
      return assertNever(action);
  }
}

/** A change set can be made beforehand only of a stack whose parameters are all known. */
function isWhollyKnown({ parameters }: PlannedStack): boolean {
  return Object.values(parameters).every(isKnown);
}

/** Names are ours by convention only: whoever made the stack by hand must not lose it. */
function assertOwnStack(stack: PlannedStack, seen: StackDescription): void {
  const owner = seen.tags['plinth:scope'];
  if (owner === stack.scope || seen.status === 'REVIEW_IN_PROGRESS') return;
  throw new PlinthError(
    'ReviewRefused',
    `stack \`${stack.stackName}\` is there already and is not marked as ${stack.scope}; rename or delete it`,
  );
}

/** A deletion that gave the data up has stopped half way. Who only wants the stack has not given up what is left in it. */
function assertNotHalfDeleted({ stackName, data, allowed }: PlannedStack): void {
  if (!data || allowed) return;
  throw new PlinthError(
    'ReviewRefused',
    `the deletion of \`${stackName}\` stopped half way, and what is left would go with it; finish that deletion, or allow it`,
  );
}

/**
 * Another operation may have created a stack of this name in the same moment. Its first event tells whose it is; while
 * there is none to be seen it is taken for another's, and then found as wanted.
 */
async function wasCreatedHere(
  seen: StackDescription,
  { stack, work }: Creation,
  ports: PreparePorts,
): Promise<boolean> {
  if (!work.created || work.token === undefined) return false;
  const events = await ports.stacks.events(stack.target, seen.stackId, eventsMax);
  return events.some(({ clientRequestToken }) => clientRequestToken === work.token);
}

async function createStack(step: StackStep, stack: PlannedStack, ports: PreparePorts): Promise<void> {
  const change = await changeOf(step, stack, ports);
  await assertStillHolds(step.operationId, ports);
  const work = { ...prepared(stack, change), created: true, token: change.clientRequestToken };
  // Before the call: whoever finds the work again takes the stack for the one that was asked for here.
  await writeWork(step, work, ports);
  const stackId = await ports.stacks.create(stack.target, change);
  await rememberCreated(step, { ...work, stackId }, ports);
}

async function rememberCreated(step: StackStep, work: StackWork, ports: PreparePorts): Promise<StackStep> {
  await writeWork(step, { ...work, acted: true }, ports);
  return step;
}

async function requestChangeSet(
  step: StackStep,
  stack: PlannedStack,
  type: 'CREATE' | 'UPDATE',
  ports: PreparePorts,
): Promise<void> {
  const { overtaken } = await readWork(step, ports);
  const change = await changeOf(step, stack, ports);
  await assertStillHolds(step.operationId, ports);
  const name = overtaken === 0 ? change.clientRequestToken : `${change.clientRequestToken}${overtaken + 1}`;
  // Before the call: whoever finds the work again asks for the same change set.
  await writeWork(step, { ...prepared(stack, change), overtaken, changeSet: { name, type } }, ports);
  await ports.stacks.createChangeSet(stack.target, { ...change, clientRequestToken: name }, type, name);
}

async function changeOf(step: StackStep, stack: PlannedStack, ports: PreparePorts): Promise<StackChange> {
  return {
    stackName: stack.stackName,
    templateBody: await completedTemplate(step, stack, ports),
    parameters: await stackParameters(stack, ports),
    tags: stack.tags,
    ...(stack.mode && { mode: stack.mode }),
    clientRequestToken: changeToken(step, 'change'),
  };
}

function prepared(stack: PlannedStack, { parameters }: StackChange): StackWork {
  const sent = { ...parameters };
  return {
    parameters: sent,
    templateHash: stack.templateHash,
    created: false,
    acted: false,
    overtaken: 0,
    unseen: 0,
    recoveries: 0,
    retained: [],
  };
}

async function completedTemplate(step: StackStep, stack: PlannedStack, ports: PreparePorts): Promise<string> {
  const component = ports.catalogue.component(stack.component);
  if (!component) throw new PlinthError('UnknownComponent', `the catalogue no longer has \`${stack.component}\``);
  if (component.layer !== 'release') return component.templateBody;
  const environment = await ports.state.readDocument(step.operationId, 'container');
  return withContainerEnvironment(component.templateBody, ContainerEnvironment.parse(environment ?? {}));
}
