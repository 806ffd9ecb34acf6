import type { Scope } from '../scope.ts';
import { ApplicationSpec } from './application-spec.ts';
import { BaseSpec } from './base-spec.ts';
import { EnvironmentSpec } from './environment-spec.ts';
import { parseBody } from './parse-body.ts';

/** What was asked for, with the layer that says how to read it. */
export type ScopeSpec =
  | { readonly layer: 'base'; readonly spec: BaseSpec }
  | { readonly layer: 'environment'; readonly spec: EnvironmentSpec }
  | { readonly layer: 'application'; readonly spec: ApplicationSpec };

/** Reads a scope's spec by the schema of its layer. A release has none of its own: it runs its application's; and a repository is as its base says. */
export function parseScopeSpec(layer: Scope['layer'], body: unknown): ScopeSpec {
  switch (layer) {
    case 'base':
    case 'repository':
      return { layer: 'base', spec: parseBody(BaseSpec, body) };
    case 'environment':
      return { layer, spec: parseBody(EnvironmentSpec, body) };
    case 'application':
    case 'release':
      return { layer: 'application', spec: parseBody(ApplicationSpec, body) };
  }
}
