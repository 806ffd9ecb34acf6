import type { z } from 'zod';
import type { Component } from '../catalogue/component.ts';
import type { Failure } from '../entities.ts';
import { ERRORS } from '../errors.ts';
import { ErrorOutput, failureFrom } from '../operation/failure-from.ts';
import type { PlannedStack } from '../plan/plan.ts';
import type { StackEvent } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { remedyFor } from './remedy-for.ts';
import { StackAttempt } from './stack-attempt.ts';
import { endProcedures } from './stack-progress.ts';
import { readDiagnosis, writeDiagnosis } from './stack-result.ts';
import { readPlannedStack, readWork, StackStep, type StackWork } from './stack-work.ts';

/** `purpose` is that of the state that failed, where it has one. */
export const DiagnoseStackInput = StackStep.extend({
  error: ErrorOutput,
  purpose: StackAttempt.shape.purpose.optional(),
});
export type DiagnoseStackInput = z.infer<typeof DiagnoseStackInput>;

const eventsMax = 200;
const evidenceMax = 15;

/**
 * State "Diagnose stack": records why a stack failed: the resource that failed first, its own reason, and what to do. The first
 * diagnosis is kept, because recovery makes further failures of its own.
 */
export async function diagnoseStack(
  input: DiagnoseStackInput,
  ports: Pick<Ports, 'state' | 'stacks' | 'workflows' | 'catalogue' | 'stackEnded' | 'time' | 'ids'>,
): Promise<DiagnoseStackInput> {
  await endProcedures(input, { status: 'failed' }, ports);
  const known = await readDiagnosis(input.operationId, input.stackKey, ports);
  if (known) return { ...input, error: errorOutput(known) };
  const stack = await readPlannedStack(input, ports);
  const work = await readWork(input, ports);
  const events = isItsOwn(input.error, work)
    ? await ports.stacks.events(stack.target, work.stackId ?? stack.stackId ?? stack.stackName, eventsMax)
    : [];
  const failure = stackFailure({
    stack,
    error: input.error,
    events,
    component: ports.catalogue.component(stack.component),
  });
  await writeDiagnosis(input, failure, ports);
  await ports.stackEnded({ ...input, outcome: 'failed' }, ports);
  return { ...input, error: errorOutput(failure) };
}

/** Whether the stack's newest events are those of what failed here. */
function isItsOwn(error: ErrorOutput, work: StackWork): boolean {
  return work.acted || (work.token !== undefined && error.Error === 'StackFailed');
}

/** How a failure travels through the error outputs of the machines, whole. */
function errorOutput(failure: Failure): ErrorOutput {
  return { Error: failure.code, Cause: JSON.stringify(failure) };
}

export interface FailedStack {
  readonly stack: Pick<PlannedStack, 'stackName'>;
  readonly error: ErrorOutput;
  /** Newest first. */
  readonly events: readonly StackEvent[];
  readonly component: Pick<Component, 'descriptions'> | undefined;
}

/** The diagnosis itself. */
export function stackFailure({ stack, error, events, component }: FailedStack): Failure {
  const attempt = lastAttempt(events);
  const first = attempt.find(isCause);
  const evidence = attempt
    .filter((event) => event.reason !== undefined)
    .slice(0, evidenceMax)
    .map(eventLine);
  if (!first) return { ...ownFailure(stack, error), evidence };
  const words = component?.descriptions[first.logicalId] ?? first.logicalId;
  return {
    code: 'StackFailed',
    message: `${words} (${first.type}) failed in stack \`${stack.stackName}\``,
    cause: first.reason ?? first.status,
    evidence,
    nextSteps: [remedyFor(first.type, first.reason ?? '')],
  };
}

/** The events of the newest change, oldest first. Earlier changes of the stack failed for reasons of their own. */
function lastAttempt(events: readonly StackEvent[]): readonly StackEvent[] {
  const token = events[0]?.clientRequestToken;
  const own = token === undefined ? events : events.filter((event) => event.clientRequestToken === token);
  return [...own].reverse();
}

/** When one resource fails, CloudFormation fails its neighbours as cancelled: they are not the cause. */
function isCause(event: StackEvent): boolean {
  if (!event.status.endsWith('_FAILED') || event.type === 'AWS::CloudFormation::Stack') return false;
  return !/cancelled/i.test(event.reason ?? '');
}

function eventLine(event: StackEvent): string {
  return `${event.time.toISOString()} ${event.logicalId} ${event.status}: ${event.reason}`;
}

/** CloudFormation named no resource: the error of the workflow is the only one. */
function ownFailure({ stackName }: { readonly stackName: string }, error: ErrorOutput): Failure {
  if (error.Error !== 'NotYet' && error.Error !== 'States.Timeout') return failureFrom(error);
  const { message } = failureFrom(error);
  const nextSteps = [ERRORS.StackFailed.help];
  return {
    code: 'StackFailed',
    message: `stack \`${stackName}\` took longer than its workflow waits`,
    cause: message,
    evidence: [],
    nextSteps,
  };
}
