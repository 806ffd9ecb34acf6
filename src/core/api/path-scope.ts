import { PlinthError } from '../errors.ts';
import { own } from '../own.ts';
import { ApplicationName, EnvironmentName, type Scope } from '../scope.ts';
import type { ApiRequest } from './exchange.ts';

/** The scope that the path of a request names. Throws InvalidRequest for a name that a scope cannot have. */
export function pathScope({ path }: Pick<ApiRequest, 'path'>): Scope {
  if (own(path, 'environment') === undefined) return { layer: 'base' };
  const environment = pathName(path, 'environment');
  if (own(path, 'application') === undefined) return { layer: 'environment', environment };
  const application = pathName(path, 'application');
  if (own(path, 'number') === undefined) return { layer: 'application', environment, application };
  return { layer: 'release', environment, application, release: pathNumber(path.number) };
}

const NAMES = { environment: EnvironmentName, application: ApplicationName } as const;

function pathName(path: ApiRequest['path'], part: 'environment' | 'application'): string {
  const parsed = NAMES[part].safeParse(path[part]);
  if (parsed.success) return parsed.data;
  const message = parsed.error.issues[0]?.message ?? 'not a name';
  throw new PlinthError('InvalidRequest', `"${path[part]}" cannot be the name of an ${part}: ${message}`, {
    fields: [{ pointer: `/${part}`, message }],
  });
}

function pathNumber(text: string | undefined): number {
  if (text !== undefined && /^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new PlinthError('InvalidRequest', `"${text}" is not a release number; use a whole number from 1`, {
    fields: [{ pointer: '/number', message: 'use a whole number from 1' }],
  });
}
