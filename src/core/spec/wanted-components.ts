import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Component } from '../catalogue/component.ts';
import { PlinthError } from '../errors.ts';
import { jsonPointer } from '../field-errors.ts';
import type { Layer } from '../scope.ts';
import { applicationParameters, secretArns } from './application-parameters.ts';
import { type ApplicationSpec, ApplicationType } from './application-spec.ts';
import { assertBindings } from './assert-bindings.ts';
import { componentValues } from './component-values.ts';
import type { EnvironmentSpec } from './environment-spec.ts';
import type { ScopeSpec } from './scope-spec.ts';
import { substituted } from './substituted.ts';
import type { Components } from './texts.ts';

/** A component that a scope is to have, with what the spec says about it. */
export interface WantedComponent {
  readonly component: Component;
  readonly values: Readonly<Record<string, string>>;
  /** Components that it uses besides those that its template requires: of parents, and its own. */
  readonly uses: readonly string[];
  /** Secrets that the spec names, for a component with bindings. */
  readonly secretArns?: readonly string[];
}

/** The component that each application's image repository is made of. The base's spec says how all of them are. */
export const repositoryComponent = 'repository';

const always = {
  base: ['keys', 'logs', 'buckets', repositoryComponent, 'alerts'],
  environment: ['network', 'egress', 'cluster', 'load-balancer'],
} as const;

/** What every environment has besides, as far as the catalogue offers it. Nothing waits for it. */
const watching = ['load-balancer-alarms'] as const;

/** What comes with an environment's domain, as far as the catalogue offers it. */
const withDomain = ['domain', 'https'] as const;

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

/** True for the component that applications of some type always have. */
export function isMainComponent(name: string): boolean {
  return Object.values(byType).some(({ main }) => main === name);
}

/** The component that its releases are made of; undefined for a type without releases. */
export function releaseComponent(type: ApplicationType): string | undefined {
  return byType[type].release;
}

/** The components of a scope: those its layer always has, and those its spec adds. Throws UnknownComponent. */
export function wantedComponents(wanted: ScopeSpec, catalogue: Catalogue): readonly WantedComponent[] {
  if (wanted.layer === 'application') return applicationComponents(wanted.spec, catalogue);
  const { layer, spec } = wanted;
  const standing = layer === 'base' ? always.base : environmentComponents(spec, catalogue);
  return allOf(layer, standing, spec.components, catalogue).map((component) => ({
    component,
    values: componentValues(component, spec.components, catalogue),
    uses: [],
  }));
}

function environmentComponents({ domain }: EnvironmentSpec, catalogue: Catalogue): readonly string[] {
  const offered = [...watching, ...(domain === undefined ? [] : withDomain)];
  return [...always.environment, ...offered.filter((name) => catalogue.component(name) !== undefined)];
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
    const message = `applications of type \`${spec.type}\` are not offered: the catalogue has no \`${name}\``;
    throw unknownComponent('/type', message);
  }
  return [withBindings(component, spec, catalogue)];
}

/** Names of the components that the application uses: those of parents, then its own. */
export function providingComponents(spec: ApplicationSpec, catalogue: Catalogue): readonly string[] {
  return [...spec.uses, ...Object.keys(spec.components).filter((name) => isOwnProvider(name, catalogue))];
}

function isOwnProvider(name: string, catalogue: Catalogue): boolean {
  const component = catalogue.component(name);
  return component?.layer === 'application' && component.provides !== undefined;
}

function applicationComponents(spec: ApplicationSpec, catalogue: Catalogue): readonly WantedComponent[] {
  const main = mainComponent(spec.type);
  if (!catalogue.component(main)) {
    const message = `applications of type \`${spec.type}\` are not offered: the catalogue has no \`${main}\``;
    throw unknownComponent('/type', message);
  }
  const other = Object.keys(spec.components).find((name) => isMainComponent(name) && name !== main);
  if (other !== undefined) throw otherMain(other, spec.type);
  for (const [n, name] of spec.uses.entries()) assertUse(name, n, catalogue);
  const ofReleases = releaseComponents(spec, catalogue).map(({ component }) => component.name);
  const own = Object.fromEntries(Object.entries(spec.components).filter(([name]) => !ofReleases.includes(name)));
  const components = allOf('application', [main], own, catalogue);
  assertBindings(spec, catalogue);
  return components.map((component) => {
    if (component.name === main) return withBindings(component, spec, catalogue);
    return { component, values: applicationValues(component, spec, catalogue), uses: [] };
  });
}

function withBindings(component: Component, spec: ApplicationSpec, catalogue: Catalogue): WantedComponent {
  return {
    component,
    values: applicationValues(component, spec, catalogue),
    uses: providingComponents(spec, catalogue),
    secretArns: secretArns(spec),
  };
}

function applicationValues(component: Component, spec: ApplicationSpec, catalogue: Catalogue) {
  return { ...applicationParameters(spec), ...componentValues(component, spec.components, catalogue) };
}

function assertUse(name: string, index: number, catalogue: Catalogue): void {
  const usable = catalogue
    .components()
    .filter(isUsable)
    .map((component) => component.name);
  if (usable.includes(name)) return;
  const message = `no component of the environment or base that provides anything is named \`${name}\``;
  throw unknownComponent(jsonPointer(['uses', index]), `${message}; use ${usable.join(', ') || 'none'}`);
}

/** What many applications share stands in their environment or in the base. */
function isUsable({ layer, provides }: Component): boolean {
  return provides !== undefined && (layer === 'environment' || layer === 'base');
}

function allOf(
  layer: Layer,
  standing: readonly string[],
  components: Components,
  catalogue: Catalogue,
): readonly Component[] {
  const met = substituted(layer, components, catalogue);
  const names = [...new Set([...standing.filter((name) => !met.has(name)), ...Object.keys(components)])];
  const found = names.map((name) => {
    const component = catalogue.component(name);
    if (component?.layer === layer) return component;
    throw unknownComponent(jsonPointer(['components', name]), whyUnknown({ name, layer, component }, catalogue));
  });
  for (const component of found) assertNeighbours(component, new Set([...names, ...met]), catalogue);
  return found;
}

interface Unknown {
  readonly name: string;
  readonly layer: Layer;
  readonly component: Component | undefined;
}

function whyUnknown({ name, layer, component }: Unknown, catalogue: Catalogue): string {
  if (component) return `\`${name}\` is a component of layer ${component.layer}, not of layer ${layer}`;
  const offered = catalogue.components().filter((known) => known.layer === layer);
  const names = offered.map((known) => known.name).join(', ');
  return `no component of layer ${layer} is named \`${name}\`; use one of ${names}`;
}

/** Two main components would make the same names. */
function otherMain(name: string, type: ApplicationType): PlinthError {
  const itsType = ApplicationType.options.find((candidate) => mainComponent(candidate) === name);
  const message = `\`${name}\` belongs to applications of type ${itsType}, but this one has type ${type}; remove it`;
  return new PlinthError('InvalidRequest', message, {
    fields: [{ pointer: jsonPointer(['components', name]), message }],
  });
}

function assertNeighbours(component: Component, names: ReadonlySet<string>, catalogue: Catalogue): void {
  const missing = component.requires.find((name) => {
    return catalogue.component(name)?.layer === component.layer && !names.has(name);
  });
  if (missing === undefined) return;
  const comesWithDomain = withDomain.some((name) => name === missing);
  const what = comesWithDomain ? 'set `domain`, which adds it' : 'add it under `components`';
  const message = `\`${component.name}\` requires \`${missing}\`; ${what}`;
  throw new PlinthError('InvalidRequest', message, {
    fields: [{ pointer: comesWithDomain ? '/domain' : jsonPointer(['components', missing]), message }],
  });
}

function unknownComponent(pointer: string, message: string): PlinthError {
  return new PlinthError('UnknownComponent', message, { fields: [{ pointer, message }] });
}
