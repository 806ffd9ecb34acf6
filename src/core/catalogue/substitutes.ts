import { own } from '../own.ts';
import type { Component } from './component.ts';

/** A component that is there or is to be there, with its parameters as far as they are given. */
export interface Placed {
  readonly component: Component;
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

/** Names of the components that it stands in for: those whose parameter is set to something else than its default. */
export function substitutedBy({ component, parameters }: Placed): readonly string[] {
  return Object.entries(component.substituteFor).flatMap(([name, parameter]) => {
    const value = own(parameters, parameter);
    const usual = component.parameters.find((declared) => declared.name === parameter)?.default;
    return value === undefined || value === usual ? [] : [name];
  });
}

/** Who stands in for whom: the stand-in's name by the name that it stands for. Of several the first. */
export function substitutes(placed: readonly Placed[]): ReadonlyMap<string, string> {
  const pairs = placed.flatMap((one) => substitutedBy(one).map((name) => [name, one.component.name] as const));
  return new Map([...pairs].reverse());
}
