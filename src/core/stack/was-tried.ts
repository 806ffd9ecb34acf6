import type { PlannedStack } from '../plan/plan.ts';
import type { StackDescription } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';

/** A planned stack, and what it was seen as. */
export interface SeenStack {
  readonly stack: PlannedStack;
  readonly seen: StackDescription;
}

/** Whether the newest thing that happened to a stack is what was asked for under this token. */
export async function wasTried(
  token: string,
  { stack, seen }: SeenStack,
  ports: Pick<Ports, 'stacks'>,
): Promise<boolean> {
  return (await newestToken({ stack, seen }, ports)) === token;
}

/** The token under which the newest thing that happened to a stack was asked for. */
export async function newestToken(
  { stack, seen }: SeenStack,
  ports: Pick<Ports, 'stacks'>,
): Promise<string | undefined> {
  const [newest] = await ports.stacks.events(stack.target, seen.stackId, 1);
  return newest?.clientRequestToken;
}
