import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Component } from '../catalogue/component.ts';
import { PlinthError } from '../errors.ts';
import type { Layer } from '../scope.ts';
import { applicationParameters } from './application-parameters.ts';
import type { ApplicationSpec, ApplicationType } from './application-spec.ts';
import { componentValues } from './component-values.ts';
import { jsonPointer } from './field-errors.ts';
import type { ScopeSpec } from './scope-spec.ts';
import type { Components } from './texts.ts';

/** A component that a scope is to have, with what the spec says about it. */
export interface WantedComponent {
  readonly component: Component;
  readonly values: Readonly<Record<string, string>>;
  /** Data components of the environment that it uses beyond what its template requires. */
  readonly uses: readonly string[];
}

const always = {
  base: ['keys', 'logs', 'buckets', 'registry', 'alerts'],
  environment: ['network', 'egress', 'cluster', 'load-balancer'],
} as const;

/** Of each type: what it keeps from release to release, and what a release of it is made of. */
const byType: Readonly<Record<ApplicationType, { readonly main: string; readonly release?: string }>> = {
  web: { main: 'service', release: 'task' },
  worker: { main: 'worker', release: 'worker-task' },
  job: { main: 'job', release: 'job-task' },
  static: { main: 'static-site' },
  instances: { main: 'instances', release: 'machines' },
};

/** The component that an application of this type always has. */
export function mainComponent(type: ApplicationType): string {
  return byType[type].main;
}

/** The component that its releases are made of; undefined for a type without releases. */
export function releaseComponent(type: ApplicationType): string | undefined {
  return byType[type].release;
}

/** The components of a scope: those its layer always has, and those its spec adds. Throws UnknownComponent. */
export function wantedComponents(wanted: ScopeSpec, catalogue: Catalogue): readonly WantedComponent[] {
  if (wanted.layer === 'application') return applicationComponents(wanted.spec, catalogue);
  const layer = wanted.layer;
  const { components } = wanted.spec;
  return allOf(layer, always[layer], components, catalogue).map((component) => ({
    component,
    values: componentValues(component, components, catalogue),
    uses: [],
  }));
}

/**
 * What a release of the application is made of. An application's spec may set parameters of these components too: they
 * take effect with its next release.
 */
export function releaseComponents(spec: ApplicationSpec, catalogue: Catalogue): readonly WantedComponent[] {
  const name = releaseComponent(spec.type);
  if (name === undefined) return [];
  const component = catalogue.component(name);
  if (!component) {
    throw new PlinthError('UnknownComponent', `the catalogue has no component \`${name}\``, { source: 'platform' });
  }
  const values = { ...applicationParameters(spec), ...componentValues(component, spec.components, catalogue) };
  return [{ component, values, uses: spec.uses }];
}

function applicationComponents(spec: ApplicationSpec, catalogue: Catalogue): readonly WantedComponent[] {
  const main = mainComponent(spec.type);
  if (!catalogue.component(main)) {
    throw unknownComponent(
      '/type',
      `applications of type \`${spec.type}\` are not offered: the catalogue has no \`${main}\``,
    );
  }
  for (const [n, name] of spec.uses.entries()) checkUse(name, n, catalogue);
  const ofReleases = releaseComponents(spec, catalogue).map(({ component }) => component.name);
  const own = Object.fromEntries(Object.entries(spec.components).filter(([name]) => !ofReleases.includes(name)));
  return allOf('application', [main], own, catalogue).map((component) => ({
    component,
    values: { ...applicationParameters(spec), ...componentValues(component, spec.components, catalogue) },
    uses: component.name === main ? spec.uses : [],
  }));
}

function checkUse(name: string, index: number, catalogue: Catalogue): void {
  const used = catalogue.component(name);
  if (used?.layer === 'environment' && used.data) return;
  throw unknownComponent(
    jsonPointer(['uses', index]),
    `no data component of the environment layer is called \`${name}\``,
  );
}

function allOf(
  layer: Layer,
  standing: readonly string[],
  components: Components,
  catalogue: Catalogue,
): readonly Component[] {
  const names = [...new Set([...standing, ...Object.keys(components)])];
  const found = names.map((name) => {
    const component = catalogue.component(name);
    if (component?.layer === layer) return component;
    throw unknownComponent(jsonPointer(['components', name]), `no component of layer ${layer} is called \`${name}\``);
  });
  for (const component of found) checkNeighbours(component, names, catalogue);
  return found;
}

function checkNeighbours(component: Component, names: readonly string[], catalogue: Catalogue): void {
  const missing = component.requires.find((name) => {
    return catalogue.component(name)?.layer === component.layer && !names.includes(name);
  });
  if (missing === undefined) return;
  const message = `\`${component.name}\` requires \`${missing}\`; add it under \`components\``;
  throw new PlinthError('InvalidRequest', message, {
    fields: [{ pointer: jsonPointer(['components', missing]), message }],
  });
}

function unknownComponent(pointer: string, message: string): PlinthError {
  return new PlinthError('UnknownComponent', message, { fields: [{ pointer, message }] });
}
