import { own } from '../own.ts';
import type { Component } from './component.ts';

/** A present or requested component with the parameters that are set. */
export interface Placed {
  readonly component: Component;
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

/** Names of the components that it substitutes for: those whose parameter differs from its default. */
export function substitutedBy({ component, parameters }: Placed): readonly string[] {
  return Object.entries(component.substituteFor).flatMap(([name, parameter]) => {
    const value = own(parameters, parameter);
    const usual = component.parameters.find((declared) => declared.name === parameter)?.default;
    return value === undefined || value === usual ? [] : [name];
  });
}

/** The name of the substitute by the name of the component that it takes the place of. The first one, if there are several. */
export function substitutes(placed: readonly Placed[]): ReadonlyMap<string, string> {
  const pairs = placed.flatMap((one) => substitutedBy(one).map((name) => [name, one.component.name] as const));
  return new Map([...pairs].reverse());
}
