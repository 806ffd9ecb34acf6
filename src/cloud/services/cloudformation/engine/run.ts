import type { Kernel } from '../../../kernel/service.ts';
import type { Stack } from '../stack/stack.ts';
import type { StackDefinition, StackResource } from '../stack/stack-definition.ts';
import type { StackOperation } from '../stack/stack-operation.ts';
import type { EvaluationScope } from '../template/evaluation-scope.ts';

/** One running phase of a stack operation: what its functions share. */
export interface Run {
  readonly kernel: Kernel;
  readonly stack: Stack;
  readonly operation: StackOperation;
  readonly definition: StackDefinition;
  readonly scope: EvaluationScope;
  /** Aborted when the phase is cancelled, timed out, or another resource failed. */
  readonly signal: AbortSignal;
  /** Replaced resources, which the cleanup of the update deletes. */
  readonly obsolete: StackResource[];
}

/** A resource's work was interrupted because another resource failed, or on request. */
export class Cancelled extends Error {}

/** Every failure after the phase was cancelled is a consequence of that. */
export function isCancelled({ signal }: Pick<Run, 'signal'>, error: unknown): boolean {
  return signal.aborted || error instanceof Cancelled;
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Waits for as long as a row of the latency model says; Express mode does not wait until resources are ready. */
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
