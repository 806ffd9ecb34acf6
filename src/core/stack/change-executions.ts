import type { Ports } from '../ports/index.ts';
import type { StackStep } from './stack-work.ts';

/** So often an execution that was stopped is followed by another one. */
const resumesMax = 3;

const OVER: ReadonlySet<string> = new Set(['FAILED', 'TIMED_OUT', 'ABORTED']);

/** Names of the executions that change a stack of the operation, in their order. */
export function changeExecutions(operationId: string, stackKey: string): readonly string[] {
  const name = `${operationId}-${stackKey}`;
  return [name, ...Array.from({ length: resumesMax }, (_, n) => `${name}-resumed-${n + 1}`)];
}

export type ChangedStack = Pick<StackStep, 'operationId' | 'stackKey'>;

/** The stack that an execution of `change-stack` is named by; undefined for the name of an operation, whose id has no hyphen. */
export function stackOfExecution(name: string): ChangedStack | undefined {
  const { operationId, stackKey } =
    /^(?<operationId>op_[^-]+)-(?<stackKey>.+?)(?:-resumed-\d+)?$/.exec(name)?.groups ?? {};
  return operationId === undefined || stackKey === undefined ? undefined : { operationId, stackKey };
}

/**
 * An execution of `change-stack` that was stopped leaves neither a result nor a diagnosis. Another one takes over: it reads from
 * CloudFormation what the stack is, and goes on from there. Answers false when all that there may be were stopped.
 */
export async function startNextExecution(step: StackStep, ports: Pick<Ports, 'workflows'>): Promise<boolean> {
  const [first, ...later] = changeExecutions(step.operationId, step.stackKey);
  if (!OVER.has(await statusOf(first ?? '', ports))) return true;
  for (const name of later) {
    const status = await statusOf(name, ports);
    if (status === 'absent') await ports.workflows.start('change-stack', name, { ...step });
    if (!OVER.has(status)) return true;
  }
  return false;
}

function statusOf(name: string, { workflows }: Pick<Ports, 'workflows'>) {
  return workflows.status(workflows.executionArn('change-stack', name));
}
