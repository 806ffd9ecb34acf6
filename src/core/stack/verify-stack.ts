import { PlinthError } from '../errors.ts';
import type { StackDescription } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { eachOnce, type LeftResource, leftLabel } from '../retained.ts';
import { timestamp } from '../time.ts';
import { leftBy } from './left-by.ts';
import { recordRetained } from './record-retained.ts';
import { removeStackRecord } from './remove-stack-record.ts';
import { endProcedures } from './stack-progress.ts';
import { type StackResult, writeResult } from './stack-result.ts';
import { isGood } from './stack-status.ts';
import { changeToken, readSnapshot, type StackSnapshot, StackStep, type StackWork, wishFor } from './stack-work.ts';

export const VerifyStackInput = StackStep;

export type VerifyPorts = Pick<Ports, 'state' | 'stacks' | 'workflows' | 'stackEnded' | 'time' | 'ids'>;

const eventsMax = 500;

/**
 * State "Verify stack": a success only when the stack has a good end status and the parameters that were sent, because a rollback
 * ends a change too. Keeps the result, with the outputs, for Record stack. Errors: StackFailed.
 */
export async function verifyStack(
  step: StackStep,
  ports: VerifyPorts,
): Promise<{ readonly stackKey: string; readonly status: StackResult['status'] }> {
  const snapshot = await readSnapshot(step, ports);
  const { stack, work, observed } = snapshot;
  const result =
    wishFor(stack) === 'absent' ? await absent(step, snapshot, ports) : await present(step, snapshot, ports);
  if (result.status === 'present' && stack.data && !observed?.terminationProtection) {
    await ports.stacks.setTerminationProtection(stack.target, result.record.stackId, true);
  }
  if (result.status === 'absent') await removeStackRecord({ ...stack, stackId: work.stackId ?? stack.stackId }, ports);
  await endProcedures(step, {}, ports);
  await recordRetained(step, { stack, retained: result.retained }, ports);
  await writeResult(step, result, ports);
  await ports.stackEnded({ ...step, outcome: result.status }, ports);
  return { stackKey: step.stackKey, status: result.status };
}

async function absent(
  step: StackStep,
  { stack, work, observed }: StackSnapshot,
  ports: Pick<Ports, 'stacks'>,
): Promise<StackResult> {
  if (observed) {
    throw new PlinthError('StackFailed', `stack \`${stack.stackName}\` was to be deleted and is ${observed.status}`);
  }
  const left = work.acted ? await leftBehind(step, { stack, work, statuses: LEFT_BY_DELETION }, ports) : [];
  return { status: 'absent', retained: [...eachOnce([...work.retained, ...left])] };
}

/** What a template keeps: its DeletionPolicy is Retain. */
const LEFT_BY_DELETION = ['DELETE_SKIPPED'];

/** And what could not be deleted: unlike a deletion, an update succeeds in spite of it and no longer lists the resource. */
const LEFT_BY_UPDATE = [...LEFT_BY_DELETION, 'DELETE_FAILED'];

interface Leftovers extends Pick<StackSnapshot, 'stack' | 'work'> {
  readonly statuses: readonly string[];
}

/** The resources of which such a status is the newest in this change. Events are there for 90 days after the stack. */
async function leftBehind(
  step: StackStep,
  { stack, work, statuses }: Leftovers,
  ports: Pick<Ports, 'stacks'>,
): Promise<readonly LeftResource[]> {
  const events = await ports.stacks.events(stack.target, work.stackId ?? stack.stackId ?? stack.stackName, eventsMax);
  const own = events.filter(({ clientRequestToken }) => clientRequestToken?.startsWith(changeToken(step, '')));
  // Newest first: what comes later in the map overrides what stood there.
  const newest = new Map(own.toReversed().map((event) => [leftLabel(leftBy(event)), event]));
  return [...newest.values()].filter(({ status }) => statuses.includes(status)).map(leftBy);
}

async function present(
  step: StackStep,
  { stack, work, observed }: StackSnapshot,
  ports: Pick<Ports, 'stacks' | 'time'>,
): Promise<StackResult> {
  if (!observed)
    throw new PlinthError(
      'StackFailed',
      `stack \`${stack.stackName}\` no longer exists, although this operation did not delete it`,
    );
  // Where nothing had to change, the state after an earlier attempt that was rolled back is good enough.
  const good = isGood(observed.status) || (!work.acted && observed.status === 'UPDATE_ROLLBACK_COMPLETE');
  if (!good) {
    const reason = observed.statusReason === undefined ? '' : `: ${observed.statusReason}`;
    throw new PlinthError('StackFailed', `stack \`${stack.stackName}\` is ${observed.status}${reason}`);
  }
  const other = otherParameter(work.parameters, observed);
  if (other !== undefined && (await isNewestChange({ stack, work }, ports))) {
    throw new PlinthError('StackFailed', `stack \`${stack.stackName}\` has ${other}; it was changed by hand`);
  }
  const { component, stackName, data, templateHash, tags } = stack;
  const { stackId, status, outputs } = observed;
  const { parameters } = work;
  const isUpdate = work.acted && !work.created;
  const left = isUpdate ? await leftBehind(step, { stack, work, statuses: LEFT_BY_UPDATE }, ports) : [];
  return {
    status: 'present',
    retained: [...eachOnce([...work.retained, ...left])],
    record: {
      component,
      stackName,
      stackId,
      status,
      templateHash,
      parameters,
      outputs: { ...outputs },
      tags,
      data,
      updatedAt: timestamp(ports.time),
    },
  };
}

/**
 * A parameter of the stack that is not as it was sent, in words. CloudFormation answers one that is not to be echoed with
 * asterisks, and adds the values of SSM parameters.
 */
function otherParameter(sent: StackWork['parameters'], observed: StackDescription): string | undefined {
  const other = Object.entries(sent).find(([name, value]) => {
    const actual = observed.parameters[name];
    return actual !== undefined && actual !== value && !/^\*+$/.test(actual);
  });
  return other && `${other[0]}=${observed.parameters[other[0]]} where ${other[1]} was sent`;
}

/**
 * Whether the stack was last changed by this change. It was not where the change set was empty, which leaves the stack a
 * parameter that no resource takes, and where another operation came after.
 */
async function isNewestChange(
  { stack, work }: Pick<StackSnapshot, 'stack' | 'work'>,
  ports: Pick<Ports, 'stacks'>,
): Promise<boolean> {
  if (!work.acted) return false;
  const [newest] = await ports.stacks.events(stack.target, work.stackId ?? stack.stackId ?? stack.stackName, 1);
  return newest?.clientRequestToken === undefined || newest.clientRequestToken === work.token;
}
