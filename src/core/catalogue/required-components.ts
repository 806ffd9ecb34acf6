import type { Catalogue } from './catalogue.ts';
import type { Component } from './component.ts';

/** All that a component requires, and what those require: nearest first, each once. */
export function requiredComponents(
  component: Component,
  catalogue: Catalogue,
  further: readonly string[] = [],
): readonly Component[] {
  const found = new Map<string, Component>();
  let names: readonly string[] = [...component.requires, ...further];
  while (names.length > 0) {
    const fresh = names.filter((name) => name !== component.name && !found.has(name));
    const nearest = fresh.flatMap((name) => catalogue.component(name) ?? []);
    for (const required of nearest) found.set(required.name, required);
    names = nearest.flatMap((required) => required.requires);
  }
  return [...found.values()];
}
