import type { Catalogue } from '../../src/core/catalogue/catalogue.ts';
import type { Component } from '../../src/core/catalogue/component.ts';
import { isPlatformParameter } from '../../src/core/catalogue/platform-parameters.ts';
import { noneAvailable, requiredComponents } from '../../src/core/catalogue/required-components.ts';

/** The component whose output fills a parameter, or `the platform`; undefined for one that people set. */
export function wiredFrom(component: Component, parameter: string, catalogue: Catalogue): string | undefined {
  if (isPlatformParameter(parameter)) return 'the platform';
  const nearby = requiredComponents(component, catalogue, { ...noneAvailable, has: () => true });
  return nearby.find(({ outputs }) => Object.hasOwn(outputs, parameter))?.name;
}
