import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { StackStep } from '../stack/stack-work.ts';

/** So often an execution that was stopped is followed by another one. */
const resumesMax = 3;

const OVER: ReadonlySet<string> = new Set(['FAILED', 'TIMED_OUT', 'ABORTED']);

/** Names of the executions that change a stack of the operation, in their order. */
export function changeExecutions(operationId: string, stackKey: string): readonly string[] {
  const name = `${operationId}-${stackKey}`;
  return [name, ...Array.from({ length: resumesMax }, (_, n) => `${name}-resumed-${n + 1}`)];
}

/**
 * An execution of change-stack that was stopped leaves neither a result nor a diagnosis. Another one takes over: it reads from
 * CloudFormation what the stack is, and goes on from there. Errors: ReleaseFailed when those were stopped too.
 */
export async function resumeIfStopped(step: StackStep, ports: Pick<Ports, 'workflows'>): Promise<void> {
  const [first, ...later] = changeExecutions(step.operationId, step.stackKey);
  if (!OVER.has(await statusOf(first ?? '', ports))) return;
  for (const name of later) {
    const status = await statusOf(name, ports);
    if (status === 'absent') return void (await ports.workflows.start('change-stack', name, { ...step }));
    if (!OVER.has(status)) return;
  }
  throw new PlinthError('ReleaseFailed', `each execution that changes stack \`${step.stackKey}\` was stopped`);
}

function statusOf(name: string, { workflows }: Pick<Ports, 'workflows'>) {
  return workflows.status(workflows.executionArn('change-stack', name));
}
