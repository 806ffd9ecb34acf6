import { PlinthError } from '../errors.ts';
import { Layer } from '../scope.ts';
import type { Catalogue } from './catalogue.ts';
import type { Component } from './component.ts';
import { isPlatformParameter } from './platform-parameters.ts';

/** The catalogue of components that were read before, as `catalogue.json` holds them. */
export function catalogueFrom(components: readonly Component[]): Catalogue {
  const byName = new Map<string, Component>();
  for (const component of components) {
    if (byName.has(component.name)) {
      throw new PlinthError('InvalidRequest', `two templates are called \`${component.name}\`; rename one`);
    }
    byName.set(component.name, component);
  }
  const ordered = [...components].sort(byLayerThenName);
  for (const component of ordered) checkRequirements(component, byName);
  return { component: (name) => byName.get(name), components: () => ordered };
}

function byLayerThenName(one: Component, other: Component): number {
  const layers = Layer.options;
  return layers.indexOf(one.layer) - layers.indexOf(other.layer) || (one.name < other.name ? -1 : 1);
}

function checkRequirements(component: Component, byName: ReadonlyMap<string, Component>): void {
  for (const name of component.requires) {
    const required = byName.get(name);
    if (!required) {
      throw new PlinthError(
        'UnknownComponent',
        `\`${component.name}\` requires \`${name}\`, which no template is called`,
      );
    }
    if (Layer.options.indexOf(required.layer) > Layer.options.indexOf(component.layer)) {
      throw new PlinthError(
        'InvalidRequest',
        `\`${component.name}\` of layer ${component.layer} requires \`${name}\` of the later layer ${required.layer}`,
      );
    }
  }
  refuseCircle(component, byName, []);
  refusePlatformOutputs(component);
}

function refuseCircle(component: Component, byName: ReadonlyMap<string, Component>, path: readonly string[]): void {
  const here = [...path, component.name];
  if (path.includes(component.name)) {
    throw new PlinthError('CircularRequirement', `components require each other in a circle: ${here.join(' -> ')}`);
  }
  for (const name of component.requires) {
    const required = byName.get(name);
    if (required) refuseCircle(required, byName, here);
  }
}

/** An output of a platform parameter's name would never reach anyone: the platform's value goes first. */
function refusePlatformOutputs(component: Component): void {
  const taken = Object.keys(component.outputs).find(isPlatformParameter);
  if (taken === undefined) return;
  throw new PlinthError(
    'InvalidRequest',
    `\`${component.name}\` has the output ${taken}, a name the platform uses; rename it`,
  );
}
