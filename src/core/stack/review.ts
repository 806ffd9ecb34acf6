import { PlinthError } from '../errors.ts';
import type { PlannedParameter, PlannedStack } from '../plan/plan.ts';
import type { ResourceChange } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { additions, foreseenChanges } from './additions.ts';
import { losesData } from './loses-data.ts';
import { NotYet } from './not-yet.ts';
import { knownParameters } from './stack-parameters.ts';
import {
  describePlanned,
  readPlannedStack,
  readWork,
  StackStep,
  type StackToChange,
  type StackWork,
  writeWork,
} from './stack-work.ts';

export const ReviewInput = StackStep;

export type Reviewed = StackStep & { readonly next: 'execute' | 'delete-stack' | 'verify' | 'prepare' | 'planned' };

/** At the pace of the machine's retries that is longer than CloudFormation's reads lag behind its writes. */
const unseenMax = 5;

type ReviewPorts = Pick<Ports, 'state' | 'stacks' | 'catalogue'>;

/**
 * State "Review": reads what the change would do, and decides whether it may. Errors: ReviewRefused when it would replace or delete
 * data that the request does not allow by the stack's name; StackFailed when CloudFormation could not create the change set;
 * NotYet while it creates it. `prepare`: the change of another operation made the change set obsolete. A plan keeps the changes as
 * document `changes/<stackKey>`.
 */
export async function review(step: StackStep, ports: ReviewPorts): Promise<Reviewed> {
  const stack = await readPlannedStack(step, ports);
  const work = await readWork(step, ports);
  const reviewed = await reviewChange(step, { stack, work }, ports);
  if (reviewed.next === 'prepare') return { ...step, next: 'prepare' };
  if (!stack.planOnly) {
    assertHarmless(stack, reviewed.harmful);
    return { ...step, next: reviewed.next };
  }
  const { changes, harmful } = reviewed;
  if (changes) await ports.state.putDocument(step.operationId, `changes/${step.stackKey}`, { changes, harmful });
  if (work.changeSet) await ports.stacks.deleteChangeSet(stack.target, stack.stackName, work.changeSet.name);
  return { ...step, next: 'planned' };
}

interface Review {
  readonly next: 'execute' | 'delete-stack' | 'verify' | 'prepare';
  /** Undefined in a plan whose change depends on other stacks that change first. */
  readonly changes: readonly ResourceChange[] | undefined;
  /** What would be lost, in words for people. */
  readonly harmful: readonly string[];
}

interface Reviewing {
  readonly stack: StackToChange;
  readonly work: StackWork;
}

async function reviewChange(step: StackStep, reviewing: Reviewing, ports: ReviewPorts): Promise<Review> {
  const { stack, work } = reviewing;
  if (stack.action === 'delete') return reviewDeletion(stack, work, ports);
  if (work.changeSet) return reviewChangeSet(step, reviewing, ports);
  // Only a plan has none.
  return stack.action === 'update' ? reviewBeforeOthers(stack, ports) : reviewCreation(stack, ports);
}

async function reviewCreation(stack: PlannedStack, ports: ReviewPorts): Promise<Review> {
  const component = ports.catalogue.component(stack.component);
  const parameters = await foreseenParameters(stack, ports);
  const changes = component ? additions(component.templateBody, parameters) : [];
  return { next: 'execute', changes, harmful: [] };
}

/** Of an update that follows the changes of other stacks. Where the template changes too, nothing is certain. */
async function reviewBeforeOthers(stack: PlannedStack, ports: ReviewPorts): Promise<Review> {
  const component = ports.catalogue.component(stack.component);
  const record = (await ports.state.readScopeState(stack.scope))?.stacks[stack.component];
  if (!component || record?.templateHash !== component.templateHash)
    return { next: 'execute', changes: undefined, harmful: [] };
  const before = { ...given(record.parameters), ...ofTarget(stack) };
  const after = await foreseenParameters(stack, ports);
  const changes = foreseenChanges(component.templateBody, { before, after });
  const harmful = changes.filter((change) => losesData(change, component.templateBody));
  return { next: 'execute', changes, harmful: harmful.map(harmInWords) };
}

async function foreseenParameters(stack: PlannedStack, ports: ReviewPorts) {
  return { ...given(await knownParameters(stack, ports)), ...ofTarget(stack) };
}

function ofTarget({ target: { account, region } }: PlannedStack) {
  return given({ 'AWS::AccountId': account, 'AWS::Region': region });
}

function given(values: Readonly<Record<string, string>>): Record<string, PlannedParameter> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}

async function reviewDeletion(stack: PlannedStack, work: StackWork, ports: ReviewPorts): Promise<Review> {
  const observed = await describePlanned(stack, work, ports);
  if (!observed) return { next: 'verify', changes: [], harmful: [] };
  return { next: 'delete-stack', changes: [], harmful: stack.data ? [`delete data stack \`${stack.stackName}\``] : [] };
}

async function reviewChangeSet(step: StackStep, { stack, work }: Reviewing, ports: ReviewPorts): Promise<Review> {
  const name = work.changeSet?.name ?? '';
  const changeSet = await ports.stacks.describeChangeSet(stack.target, stack.stackName, name);
  switch (changeSet.kind) {
    case 'pending':
      throw new NotYet(`the change set of stack \`${stack.stackName}\` is being created`);
    case 'unseen':
      return lookAgain(step, { stack, work }, ports);
    case 'failed':
      throw new PlinthError(
        'StackFailed',
        `the change set of stack \`${stack.stackName}\` failed: ${changeSet.reason}`,
      );
    case 'empty':
      if (stack.restores && !stack.planOnly) throw nothingRestored(stack);
      await ports.stacks.deleteChangeSet(stack.target, stack.stackName, name);
      await rememberStack(step, { stack, work }, ports);
      return { next: 'verify', changes: [], harmful: [] };
    case 'ready': {
      await rememberStack(step, { stack, work }, ports);
      const component = ports.catalogue.component(stack.component);
      const harmful = changeSet.changes.filter((change) => losesData(change, component?.templateBody));
      return { next: 'execute', changes: changeSet.changes, harmful: harmful.map(harmInWords) };
    }
  }
}

/** CloudFormation compares resource types that drift detection does not support with the last template alone. */
function nothingRestored({ stackName, scope }: StackToChange): PlinthError {
  const message = `CloudFormation finds nothing to bring back in stack \`${stackName}\`, from which resources were deleted`;
  return new PlinthError('StackFailed', message, {
    nextSteps: [
      `Delete the stack with \`aws cloudformation delete-stack\` and repair ${scope}, which creates it again.`,
    ],
  });
}

async function lookAgain(step: StackStep, { stack, work }: Reviewing, ports: ReviewPorts): Promise<Review> {
  if (work.unseen < unseenMax) {
    await writeWork(step, { ...work, unseen: work.unseen + 1 }, ports);
    throw new NotYet(`the change set of stack \`${stack.stackName}\` cannot be read yet`);
  }
  await writeWork(step, { ...work, overtaken: work.overtaken + 1 }, ports);
  return { next: 'prepare', changes: [], harmful: [] };
}

/** A change set gives a stack its id, also one that is only about to be created. */
async function rememberStack(step: StackStep, { stack, work }: Reviewing, ports: ReviewPorts): Promise<void> {
  const observed = await ports.stacks.describe(stack.target, stack.stackId ?? stack.stackName);
  if (observed) await writeWork(step, { ...work, stackId: observed.stackId }, ports);
}

function harmInWords(change: ResourceChange): string {
  const certain = change.replacement === 'Conditional' ? 'perhaps replace' : 'replace';
  const verb = change.action === 'Remove' ? 'delete' : certain;
  return `${verb} ${change.type} \`${change.physicalId ?? change.logicalId}\``;
}

function assertHarmless(stack: PlannedStack, harmful: readonly string[]): void {
  if (stack.allowed || harmful.length === 0) return;
  throw new PlinthError('ReviewRefused', `the change of stack \`${stack.stackName}\` would ${harmful.join(', and ')}`, {
    nextSteps: [`To allow it, ask again with allow=${stack.stackName}.`],
  });
}
