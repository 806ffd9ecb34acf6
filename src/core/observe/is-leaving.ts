import type { ListedStack, Target } from '../ports/index.ts';
import type { RetainedItem } from '../retained.ts';

interface Seen {
  /** All stacks of `here`; undefined: AWS refused to list them. */
  readonly stacks: readonly ListedStack[] | undefined;
  /** Whether a record names the stack. */
  readonly isRecorded: boolean;
  readonly here: Target;
}

/** Whether an orphaned stack leaves the list: it is gone, or on record by now. Pure. */
export function isLeaving({ physicalId, target }: RetainedItem, { stacks, isRecorded, here }: Seen): boolean {
  if (isRecorded) return true;
  if (!stacks || target.account !== here.account || target.region !== here.region) return false;
  return !stacks.some(({ stackId }) => stackId === physicalId);
}
