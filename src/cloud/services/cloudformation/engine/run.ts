import type { Kernel } from '../../../kernel/service.ts';
import type { Stack } from '../stack/stack.ts';
import type { StackDefinition, StackResource } from '../stack/stack-definition.ts';
import type { StackOperation } from '../stack/stack-operation.ts';
import type { EvaluationScope } from '../template/evaluation-scope.ts';

/** One phase of a stack operation at work: what its steps share. */
export interface Run {
  readonly kernel: Kernel;
  readonly stack: Stack;
  readonly operation: StackOperation;
  readonly definition: StackDefinition;
  readonly scope: EvaluationScope;
  /** Aborted when the phase is cancelled, timed out, or another resource failed. */
  readonly signal: AbortSignal;
  /** Replaced resources, to be deleted when the update is through. */
  readonly obsolete: StackResource[];
}

/** Why a resource's work was cut short: not its own fault. */
export class Cancelled extends Error {}

/** Whatever goes wrong once the phase is cancelled, goes wrong because of that. */
export function isCancelled({ signal }: Pick<Run, 'signal'>, error: unknown): boolean {
  return signal.aborted || error instanceof Cancelled;
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Lets the time of a row of the latency model pass; Express mode waits for no resource to be ready. */
export async function passTime(
  run: Pick<Run, 'kernel' | 'operation'>,
  row: string,
  signal?: AbortSignal,
): Promise<void> {
  const { kernel, operation } = run;
  const isResource = row.includes('::');
  const verb = row.split(' ').at(-1);
  const chosen = isResource && operation.mode === 'EXPRESS' ? `default ${verb}` : row;
  await kernel.clock.sleep(kernel.durations.seconds(chosen), signal);
}
