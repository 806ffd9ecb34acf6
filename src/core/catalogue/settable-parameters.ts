import type { Catalogue } from './catalogue.ts';
import type { Component, ComponentParameter } from './component.ts';
import { isPlatformParameter } from './platform-parameters.ts';
import { requiredComponents } from './required-components.ts';

/** The parameters that a spec may set: neither the platform nor a required component fills them. */
export function settableParameters(component: Component, catalogue: Catalogue): readonly ComponentParameter[] {
  const wired = new Set(requiredComponents(component, catalogue).flatMap((required) => Object.keys(required.outputs)));
  return component.parameters.filter(({ name }) => !isPlatformParameter(name) && !wired.has(name));
}
