import type { Catalogue } from './catalogue.ts';
import type { Component } from './component.ts';

/** What decides, beside its template, what a component requires. */
export interface AvailableComponents {
  /** An optional requirement counts where its component is there, or is about to be. */
  readonly has: (component: string) => boolean;
  /** Who meets a requirement of this name: the component itself, unless another one stands in for it. */
  readonly substituteOf: (component: string) => string;
  /** Components that one requires beside what its template says: those whose gifts it takes. */
  readonly uses: (component: string) => readonly string[];
}

/**
 * The outputs by which a component fills parameters of others. One that could stand in for several has outputs for all of
 * them, and those for what it does not stand in for now are nobody's.
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

/** Nothing but what the templates say. */
export const noneAvailable: AvailableComponents = { has: () => false, substituteOf: (name) => name, uses: () => [] };

/**
 * All that a component requires, and what those require: nearest first, and among those that are equally near the
 * optional ones first; each once.
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
