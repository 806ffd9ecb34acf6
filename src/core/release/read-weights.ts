import type { Weights } from '../entities.ts';
import type { Ports } from '../ports/index.ts';
import type { ReleaseFacts } from './release-facts.ts';

/** The weights that each production rule of the application really has, as slots. */
export function readWeights(
  { target, ruleArns, groups }: Pick<ReleaseFacts, 'target' | 'ruleArns' | 'groups'>,
  ports: Pick<Ports, 'traffic'>,
): Promise<readonly Weights[]> {
  return Promise.all(
    ruleArns.map(async (ruleArn) => {
      const byGroup = await ports.traffic.weights(target, ruleArn);
      return { one: byGroup[groups.one] ?? 0, two: byGroup[groups.two] ?? 0 };
    }),
  );
}

export function sameWeights(one: Weights, other: Weights): boolean {
  return one.one === other.one && one.two === other.two;
}
