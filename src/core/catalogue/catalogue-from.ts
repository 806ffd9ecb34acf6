import { PlinthError } from '../errors.ts';
import { Layer } from '../scope.ts';
import type { Catalogue } from './catalogue.ts';
import type { Component } from './component.ts';
import { isPlatformParameter } from './platform-parameters.ts';

/** The catalogue from parsed components, as in `catalogue.json`. */
export function catalogueFrom(components: readonly Component[]): Catalogue {
  const byName = new Map(components.map((component) => [component.name, component]));
  const ordered = [...components].sort(byLayerThenName);
  for (const component of ordered) assertRequirements(component, byName);
  return { component: (name) => byName.get(name), components: () => ordered };
}

function byLayerThenName(one: Component, other: Component): number {
  const layers = Layer.options;
  return layers.indexOf(one.layer) - layers.indexOf(other.layer) || (one.name < other.name ? -1 : 1);
}

function assertRequirements(component: Component, byName: ReadonlyMap<string, Component>): void {
  for (const name of [...component.requires, ...Object.keys(component.substituteFor)]) {
    if (byName.has(name)) continue;
    const does = component.requires.includes(name) ? 'requires' : 'substitutes for';
    throw new PlinthError(
      'UnknownComponent',
      `\`${component.name}\` ${does} \`${name}\`, but no template has that name`,
    );
  }
  // A catalogue may omit optional components.
  for (const name of [...component.requires, ...component.optional]) assertEarlierLayer(component, byName.get(name));
  assertNoCircle(component, byName, []);
  assertNoPlatformOutputs(component);
}

function assertEarlierLayer(component: Component, required: Component | undefined): void {
  if (!required || Layer.options.indexOf(required.layer) <= Layer.options.indexOf(component.layer)) return;
  const later = `\`${required.name}\` of the later layer ${required.layer}`;
  throw new PlinthError('InvalidRequest', `\`${component.name}\` of layer ${component.layer} requires ${later}`);
}

function assertNoCircle(component: Component, byName: ReadonlyMap<string, Component>, path: readonly string[]): void {
  const below = [...path, component.name];
  if (path.includes(component.name)) {
    throw new PlinthError('CircularRequirement', `components require each other in a circle: ${below.join(' -> ')}`);
  }
  for (const name of [...component.requires, ...component.optional]) {
    const required = byName.get(name);
    if (required) assertNoCircle(required, byName, below);
  }
}

/** An output with the name of a platform parameter would never be used, because the platform's value takes precedence. */
function assertNoPlatformOutputs(component: Component): void {
  const taken = Object.keys(component.outputs).find(isPlatformParameter);
  if (taken === undefined) return;
  throw new PlinthError(
    'InvalidRequest',
    `\`${component.name}\` has the output ${taken}, a name that the platform uses; rename it`,
  );
}
