import type { Slot } from '../entities.ts';
import type { Ports } from '../ports/index.ts';
import type { ReleaseFacts } from './release-facts.ts';
import { slotWeights } from './shift-schedule.ts';

/**
 * Sends testers to a slot. Before a shift that is the slot of the new release; after it, as the application's template
 * has it too, the slot that users do not get.
 */
export async function pointTesters(
  { target, testRuleArn, groups }: Pick<ReleaseFacts, 'target' | 'testRuleArn' | 'groups'>,
  slot: Slot,
  ports: Pick<Ports, 'traffic'>,
): Promise<void> {
  await ports.traffic.shift(target, [testRuleArn], groups, slotWeights(slot, 100));
}
