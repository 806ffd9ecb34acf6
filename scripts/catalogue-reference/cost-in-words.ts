import type { Component } from '../../src/core/catalogue/component.ts';
import { type MonthlyCost, monthlyCost } from '../../src/core/catalogue/monthly-cost.ts';

/** What a component costs a month when idle and nobody set a parameter. */
export function costAtDefaults({ monthlyCost: items, parameters }: Component): string {
  if (items === undefined) return 'not known';
  const defaults = Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.default]));
  const { dollars, unknown } = monthlyCost(items, defaults);
  const rest = unknown.length === 0 ? '' : ` and ${unknown.join(', ').toLowerCase()}`;
  return `${inDollars(dollars)}${rest}`;
}

/** One line of a cost formula, in words. */
export function costInWords({ Item, Dollars, DollarsBy = {}, Times, TimesBy = {}, When }: MonthlyCost[number]): string {
  const [[by, prices] = []] = Object.entries(DollarsBy);
  const [[factor, factors] = []] = Object.entries(TimesBy);
  const price = Dollars === undefined ? listed(prices ?? {}, inDollars) : inDollars(Dollars);
  return [
    `${Item}: ${price}`,
    by === undefined ? '' : ` by \`${by}\``,
    ...Times.map((name) => `, times \`${name}\``),
    factor === undefined ? '' : `, times ${listed(factors ?? {}, String)} by \`${factor}\``,
    ...Object.entries(When).map(([name, values]) => `, while \`${name}\` is ${values.join(' or ')}`),
  ].join('');
}

function listed(numbers: Readonly<Record<string, number>>, words: (value: number) => string): string {
  return Object.entries(numbers)
    .map(([value, number]) => `${value} ${words(number)}`)
    .join(', ');
}

function inDollars(dollars: number): string {
  return `$${dollars.toFixed(2)}`;
}
