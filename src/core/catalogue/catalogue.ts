import type { Component } from './component.ts';

/** Every component that this installation offers, by name. */
export interface Catalogue {
  component(name: string): Component | undefined;
  /** In the order of layers, then by name. */
  components(): readonly Component[];
}
