import { PlinthError } from '../errors.ts';

interface Ordered {
  readonly stackKey: string;
  readonly requires: readonly string[];
}

/**
 * The same items, each after all that it requires, otherwise in the order given. Requirements that are not among the
 * items count as met. Throws CircularRequirement.
 */
export function inOrder<T extends Ordered>(items: readonly T[]): readonly T[] {
  const keys = new Set(items.map((item) => item.stackKey));
  const placed = new Set<string>();
  const ordered: T[] = [];
  let waiting = [...items];
  while (waiting.length > 0) {
    const ready = waiting.filter((item) => item.requires.every((key) => placed.has(key) || !keys.has(key)));
    if (ready.length === 0) throw circle(waiting);
    for (const item of ready) placed.add(item.stackKey);
    ordered.push(...ready);
    waiting = waiting.filter((item) => !placed.has(item.stackKey));
  }
  return ordered;
}

function circle(waiting: readonly Ordered[]): PlinthError {
  const names = waiting.map((item) => item.stackKey).join(', ');
  return new PlinthError('CircularRequirement', `stacks require each other in a circle: ${names}`);
}
