import { z } from 'zod';
import type { Component } from './component.ts';

const Template = z.object({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) });

/** Logical ids of the resources of one type that a component's template has. */
export function resourcesOf({ templateBody }: Component, type: string): string[] {
  const { Resources } = Template.parse(JSON.parse(templateBody));
  return Object.entries(Resources).flatMap(([id, resource]) => (resource.Type === type ? [id] : []));
}
