import type { Component } from './component.ts';
import { resourceType, templateResources } from './template-resources.ts';

/** Logical ids of the resources of one type that a component's template has. */
export function resourcesOf({ templateBody }: Component, type: string): string[] {
  const { Resources } = JSON.parse(templateBody) as { Resources: Readonly<Record<string, unknown>> };
  return [...templateResources(Resources)].flatMap(([id, resource]) => (resourceType(resource) === type ? [id] : []));
}
