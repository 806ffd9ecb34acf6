import type { Catalogue } from './catalogue.ts';
import type { Component, ComponentParameter } from './component.ts';
import { isPlatformParameter } from './platform-parameters.ts';
import { type AvailableComponents, noneAvailable, requiredComponents } from './required-components.ts';

/** Assumes that all optional components are present, because a spec must not replace their outputs by values of its own. */
const everything: AvailableComponents = { ...noneAvailable, has: () => true };

/** The parameters that a spec may set, because neither the platform nor another component fills them. */
export function settableParameters(component: Component, catalogue: Catalogue): readonly ComponentParameter[] {
  const wired = new Set(
    requiredComponents(component, catalogue, everything).flatMap((required) => Object.keys(required.outputs)),
  );
  return component.parameters.filter(({ name }) => !isPlatformParameter(name) && !wired.has(name));
}
