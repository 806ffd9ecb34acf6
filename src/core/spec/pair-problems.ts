import type { Component } from '../catalogue/component.ts';
import { isNumberType } from '../catalogue/parameter-value.ts';
import { own } from '../own.ts';

type Values = Readonly<Record<string, string>>;

/**
 * What is wrong with values that are each in bounds: a number `SizeMin`, or `Size`, above `SizeMax`; a network's subnets
 * that do not fit into its range. CloudFormation's own rules compare nothing but texts, so AWS would refuse it minutes later.
 */
export function* pairProblems(component: Component, given: Values): Iterable<readonly [string, string]> {
  const numbers = component.parameters.filter(({ type }) => isNumberType(type));
  const value = (name: string) => own(given, name) ?? numbers.find((parameter) => parameter.name === name)?.default;
  for (const { name: most } of numbers.filter(({ name }) => name.endsWith('Max'))) {
    const stem = most.slice(0, -'Max'.length);
    const [least] = [`${stem}Min`, stem].filter((name) => numbers.some((parameter) => parameter.name === name));
    if (least === undefined || Number(value(least)) <= Number(value(most))) continue;
    const [said, other] = Object.hasOwn(given, most) ? [most, least] : [least, most];
    yield [said, `${value(said)} does not go with ${other} ${value(other)}; ${least} is at most ${most}`];
  }
  yield* subnetProblem(given);
}

/** Sixteen subnets of equal size share the range. */
function* subnetProblem({ Cidr, SubnetBits }: Values): Iterable<readonly [string, string]> {
  if (Cidr === undefined || SubnetBits === undefined) return;
  const bitsMax = 32 - Number(Cidr.split('/')[1]) - 4;
  if (Number(SubnetBits) > bitsMax)
    yield ['SubnetBits', `at most ${bitsMax}: sixteen subnets have to fit into ${Cidr}`];
}
