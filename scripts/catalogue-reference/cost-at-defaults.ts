import type { Component } from '../../src/core/catalogue/component.ts';
import { monthlyCost } from '../../src/core/catalogue/monthly-cost.ts';

/** Monthly cost of an idle component whose parameters all have their defaults. */
export function costAtDefaults({ monthlyCost: items, parameters }: Component): string {
  if (items === undefined) return 'not known';
  const defaults = Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.default]));
  const { dollars, unknown } = monthlyCost(items, defaults);
  const rest = unknown.length === 0 ? '' : ` and ${unknown.join(', ').toLowerCase()}`;
  return `$${dollars.toFixed(2)}${rest}`;
}
