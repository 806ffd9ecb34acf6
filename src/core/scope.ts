import { z } from 'zod';

/**
 * A name in a path, a stack name, a tag and a host name: lower-case ASCII letters, digits and single hyphens.
 * Two hyphens in a row are refused because stack names use them between the parts of a scope.
 */
const AnyName = z
  .string()
  .regex(
    /^[a-z](?:[a-z0-9]|-(?=[a-z0-9]))*$/,
    'use lower-case letters, digits and single hyphens, starting with a letter',
  );
export const Name = AnyName.max(20);

/** A component's name is not part of a resource's name, and may be longer. */
export const ComponentName = AnyName.max(40);

/** ECR takes no repository of one letter, and an application's repository has its name. */
export const ApplicationName = Name.min(2, 'use at least two characters');

/** `base` is a scope of its own, and people name scopes by their last part. */
export const EnvironmentName = Name.refine((name) => name !== 'base', 'is reserved for the base; choose another name');

export const Layer = z.enum(['base', 'environment', 'application', 'release']);
export type Layer = z.infer<typeof Layer>;

/** One thing of a layer. Its path names it everywhere: in the API, the state, tags and events. */
export type Scope =
  | { readonly layer: 'base' }
  /** The image repository of all applications of a name, in whatever environment. */
  | { readonly layer: 'repository'; readonly application: string }
  | { readonly layer: 'environment'; readonly environment: string }
  | { readonly layer: 'application'; readonly environment: string; readonly application: string }
  | { readonly layer: 'release'; readonly environment: string; readonly application: string; readonly release: number };

/** Common part of the paths of all image repositories. */
export const repositories = 'base/repositories';

/** `base`, `base/repositories/shop`, `environments/dev`, `environments/dev/applications/shop`, `environments/dev/applications/shop/releases/7`. */
export function scopePath(scope: Scope): string {
  switch (scope.layer) {
    case 'base':
      return 'base';
    case 'repository':
      return `${repositories}/${scope.application}`;
    case 'environment':
      return `environments/${scope.environment}`;
    case 'application':
      return `environments/${scope.environment}/applications/${scope.application}`;
    case 'release':
      return `environments/${scope.environment}/applications/${scope.application}/releases/${scope.release}`;
  }
}

/** The reverse of `scopePath`; undefined for anything that is not a scope's path. */
export function parseScope(path: string): Scope | undefined {
  const parts = path.split('/');
  const [, environment = '', , application = '', , number = ''] = parts;
  if (path === 'base') return { layer: 'base' };
  if (path.startsWith(`${repositories}/`)) return repositoryScope(path.slice(repositories.length + 1));
  if (parts[0] !== 'environments' || !EnvironmentName.safeParse(environment).success) return undefined;
  if (parts.length === 2) return { layer: 'environment', environment };
  if (parts[2] !== 'applications' || !ApplicationName.safeParse(application).success) return undefined;
  if (parts.length === 4) return { layer: 'application', environment, application };
  if (parts.length !== 6 || parts[4] !== 'releases' || !/^[1-9][0-9]{0,8}$/.test(number)) return undefined;
  return { layer: 'release', environment, application, release: Number(number) };
}

function repositoryScope(application: string): Scope | undefined {
  return ApplicationName.safeParse(application).success ? { layer: 'repository', application } : undefined;
}

/** The scope that this one stands in; the base stands in none. */
export function parentScope(scope: Scope): Scope | undefined {
  switch (scope.layer) {
    case 'base':
      return undefined;
    case 'repository':
    case 'environment':
      return { layer: 'base' };
    case 'application':
      return { layer: 'environment', environment: scope.environment };
    case 'release':
      return { layer: 'application', environment: scope.environment, application: scope.application };
  }
}

/** The stack of a component in a scope: `plinth--dev--shop--service`, `plinth--dev--shop--7--task`. No environment is named `base`. */
export function stackName(installation: string, scope: Scope, component: string): string {
  return [installation, ...scopeNames(scope), component].join('--');
}

/** The key of a component's stack in the plans and views of the base: `keys`, `repository-shop`. */
export function keyInBase(scope: Scope | undefined, component: string): string {
  return scope?.layer === 'repository' ? `${component}-${scope.application}` : component;
}

function scopeNames(scope: Scope): string[] {
  switch (scope.layer) {
    case 'base':
      return ['base'];
    case 'repository':
      return ['base', scope.application];
    case 'environment':
      return [scope.environment];
    case 'application':
      return [scope.environment, scope.application];
    case 'release':
      return [scope.environment, scope.application, String(scope.release)];
  }
}
