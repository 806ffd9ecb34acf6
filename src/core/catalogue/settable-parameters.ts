import type { Catalogue } from './catalogue.ts';
import type { Component, ComponentParameter } from './component.ts';
import { isPlatformParameter } from './platform-parameters.ts';
import { type AvailableComponents, noneAvailable, requiredComponents } from './required-components.ts';

/** As if all were there that a component could build on: whoever set such a parameter could wire it to somebody else's. */
const everything: AvailableComponents = { ...noneAvailable, has: () => true };

/** The parameters that a spec may set: neither the platform nor a component that it builds on fills them. */
export function settableParameters(component: Component, catalogue: Catalogue): readonly ComponentParameter[] {
  const wired = new Set(
    requiredComponents(component, catalogue, everything).flatMap((required) => Object.keys(required.outputs)),
  );
  return component.parameters.filter(({ name }) => !isPlatformParameter(name) && !wired.has(name));
}
