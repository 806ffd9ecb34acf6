import type { Component } from '../catalogue/component.ts';
import { secretOutputs } from '../catalogue/provides.ts';
import type { WantedStack } from './placement.ts';
import { joinedList, type PlannedParameter, type PlannedValue } from './plan.ts';

/** Where the value of a component's output comes from. */
type OutputOf = (component: Component, output: string) => PlannedValue;

/**
 * The parameters in which an application's templates receive its bindings: client security groups of its tasks, managed
 * policies of its role, and the secrets of its containers. Only for stacks with bindings.
 */
export function bindingParameters(
  { secretArns }: Pick<WantedStack, 'secretArns'>,
  providing: readonly Component[],
  outputOf: OutputOf,
): Readonly<Record<string, PlannedParameter>> {
  if (!secretArns) return {};
  const outputs = (names: (component: Component) => readonly (string | undefined)[]) =>
    providing.flatMap((component) => {
      return names(component).flatMap((name) => (name === undefined ? [] : [outputOf(component, name)]));
    });
  const spoken = secretArns.map((value) => ({ value }));
  return {
    ClientSecurityGroups: joined(outputs(({ provides }) => [provides?.SecurityGroup])),
    PolicyArns: joined(outputs(({ provides }) => [provides?.Policy])),
    SecretArns: joined([...spoken, ...outputs(({ provides }) => (provides ? secretOutputs(provides) : []))]),
  };
}

/** A value as soon as every item is one. */
function joined(items: readonly PlannedValue[]): PlannedParameter {
  const values = items.flatMap((item) => ('value' in item ? [item.value] : []));
  return values.length === items.length ? { value: joinedList(values) } : { list: [...items] };
}
