import { CliError, EXIT } from './cli-error.ts';

const GRAMMAR = 'write base, <environment> or <environment>/<application>';

/** `dev/hello` and `environments/dev/applications/hello` name the same application. */
export function applicationPath(argument: string): string {
  const path = scopePath(argument);
  if (/^environments\/[^/]+\/applications\/[^/]+$/.test(path)) return path;
  throw new CliError(`"${argument}" is not an application; write <environment>/<application>`, EXIT.usage, [
    'plinth status',
  ]);
}

/** `base`, `dev`, `dev/hello`, or a full path. */
export function scopePath(argument: string): string {
  if (argument === 'base') return argument;
  const full = /^environments\/([^/]+)(?:\/applications\/([^/]+))?$/.exec(argument);
  const [environment = '', application, ...rest] = full ? full.slice(1) : argument.split('/');
  if (environment === '' || rest.length > 0) throw new CliError(`"${argument}" is not a scope; ${GRAMMAR}`, EXIT.usage);
  return pathOf(environment, application);
}

/**
 * The path of an environment or an application. Refuses names with characters that mean something else in a URL, because the
 * request would reach another scope.
 */
export function pathOf(environment: string, application?: string): string {
  for (const name of [environment, ...(application === undefined ? [] : [application])]) {
    if (/^[A-Za-z0-9-]+$/.test(name)) continue;
    throw new CliError(`"${name}" is not a valid name; use letters, digits and hyphens`, EXIT.usage);
  }
  return application === undefined
    ? `environments/${environment}`
    : `environments/${environment}/applications/${application}`;
}
