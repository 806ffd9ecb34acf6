import type { Component } from '../catalogue/component.ts';
import { isNumberType } from '../catalogue/parameter-value.ts';
import { own } from '../own.ts';

type Values = Readonly<Record<string, string>>;

/**
 * What is wrong with values that are each in bounds: a number `SizeMin`, or `Size`, above `SizeMax`; one below what the
 * template says under `AtLeast`; a network's subnets that do not fit into its range. CloudFormation's own rules compare
 * nothing but texts, so AWS would refuse it minutes later.
 */
export function* pairProblems(component: Component, given: Values): Iterable<readonly [string, string]> {
  const numbers = component.parameters.filter(({ type }) => isNumberType(type));
  const value = (name: string) => own(given, name) ?? numbers.find((parameter) => parameter.name === name)?.default;
  const problem = ([one, two]: readonly [string, string], why: string): readonly [string, string] => {
    const [said, other] = Object.hasOwn(given, one) ? [one, two] : [two, one];
    return [said, `${value(said)} cannot be combined with ${other} ${value(other)}; ${why}`];
  };
  for (const { name: most } of numbers.filter(({ name }) => name.endsWith('Max'))) {
    const stem = most.slice(0, -'Max'.length);
    const [least] = [`${stem}Min`, stem].filter((name) => numbers.some((parameter) => parameter.name === name));
    if (least === undefined || Number(value(least)) <= Number(value(most))) continue;
    yield problem([most, least], `${least} must be at most ${most}`);
  }
  for (const [more, { Parameter: less, Times }] of Object.entries(component.atLeast ?? {})) {
    const bound = rounded(Number(value(less)) * Times);
    if (Number(value(more)) >= bound) continue;
    yield problem(
      [more, less],
      `${more} must be at least ${Times === 1 ? '' : `${Times} times `}${less}, here ${bound}`,
    );
  }
  yield* subnetProblem(given);
}

/** A tenth more than 100 is not a trace above 110. */
function rounded(value: number): number {
  return Number(value.toFixed(6));
}

/** Sixteen subnets of equal size share the range. */
function* subnetProblem({ Cidr, SubnetBits }: Values): Iterable<readonly [string, string]> {
  if (Cidr === undefined || SubnetBits === undefined) return;
  const bitsMax = 32 - Number(Cidr.split('/')[1]) - 4;
  if (Number(SubnetBits) > bitsMax)
    yield ['SubnetBits', `use at most ${bitsMax}, because ${Cidr} must have room for sixteen subnets`];
}
