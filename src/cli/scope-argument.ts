import { CliError, EXIT } from './cli-error.ts';

/** `dev/hello` and `environments/dev/applications/hello` name the same application. */
export function applicationPath(argument: string): string {
  const path = scopePath(argument);
  if (/^environments\/[^/]+\/applications\/[^/]+$/.test(path)) return path;
  throw new CliError(`"${argument}" names no application; write it as <environment>/<application>`, EXIT.usage, [
    'plinth status',
  ]);
}

/** `base`, `dev`, `dev/hello`, or a full path. */
export function scopePath(argument: string): string {
  if (argument === 'base' || argument.startsWith('environments/')) return argument;
  const [environment, application, ...rest] = argument.split('/');
  if (environment === undefined || environment === '' || rest.length > 0) {
    throw new CliError(
      `"${argument}" names no scope; write base, <environment> or <environment>/<application>`,
      EXIT.usage,
    );
  }
  return application === undefined
    ? `environments/${environment}`
    : `environments/${environment}/applications/${application}`;
}
