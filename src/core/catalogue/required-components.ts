import type { Catalogue } from './catalogue.ts';
import type { Component } from './component.ts';

/** What determines, besides its template, what a component requires. */
export interface AvailableComponents {
  /** True when an optional component is present, or about to be provisioned. */
  readonly has: (component: string) => boolean;
  /** The component that meets a requirement of this name: its substitute, if there is one, or itself. */
  readonly substituteOf: (component: string) => string;
  /** Components that it requires besides those in its template, because the application uses them. */
  readonly uses: (component: string) => readonly string[];
}

/**
 * The outputs by which a component fills parameters of others. A substitute has outputs for all components that it could
 * substitute; those for components that it does not substitute now are left out.
 */
export function offeredOutputs(
  component: Component,
  catalogue: Catalogue,
  available: AvailableComponents,
): ReadonlySet<string> {
  const outputsOf = (names: readonly string[]) =>
    new Set(names.flatMap((name) => Object.keys(catalogue.component(name)?.outputs ?? {})));
  const substituted = Object.keys(component.substituteFor);
  const active = outputsOf(substituted.filter((name) => available.substituteOf(name) === component.name));
  const idle = outputsOf(substituted.filter((name) => available.substituteOf(name) !== component.name));
  return new Set(Object.keys(component.outputs).filter((name) => active.has(name) || !idle.has(name)));
}

/** Only the requirements in the templates. */
export const noneAvailable: AvailableComponents = { has: () => false, substituteOf: (name) => name, uses: () => [] };

/**
 * All direct and indirect requirements of a component, each once: nearest first, and at equal distance optional components
 * first.
 */
export function requiredComponents(
  component: Component,
  catalogue: Catalogue,
  available: AvailableComponents = noneAvailable,
): readonly Component[] {
  const found = new Map<string, Component>();
  let names = directRequirements(component, available);
  while (names.length > 0) {
    const fresh = names.filter((name) => name !== component.name && !found.has(name));
    const nearest = fresh.flatMap((name) => catalogue.component(name) ?? []);
    for (const required of nearest) found.set(required.name, required);
    names = nearest.flatMap((required) => directRequirements(required, available));
  }
  return [...found.values()];
}

function directRequirements(
  { name, requires, optional }: Component,
  available: AvailableComponents,
): readonly string[] {
  const there = optional.map(available.substituteOf).filter(available.has);
  return [...there, ...requires.map(available.substituteOf), ...available.uses(name)];
}
