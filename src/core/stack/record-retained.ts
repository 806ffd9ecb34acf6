import type { PlannedStack } from '../plan/plan.ts';
import type { Ports } from '../ports/index.ts';
import type { LeftResource } from '../retained.ts';
import { timestamp } from '../time.ts';

interface Left {
  readonly stack: Pick<PlannedStack, 'scope' | 'target' | 'stackName'>;
  readonly retained: readonly LeftResource[];
}

/**
 * Puts what the change of a stack left on the list of retained resources, as soon as it is left: however the operation ends, the
 * line is there. Run again, it adds nothing.
 */
export async function recordRetained(
  { operationId }: { readonly operationId: string },
  { stack: { scope, target, stackName }, retained }: Left,
  ports: Pick<Ports, 'state' | 'time'>,
): Promise<void> {
  const since = timestamp(ports.time);
  for (const left of retained) {
    await ports.state.putRetained({ ...left, kind: 'retained', scope, target, stackName, operationId, since });
  }
}
