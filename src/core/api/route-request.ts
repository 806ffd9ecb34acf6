import { API_ROOT } from '../api-links.ts';
import { PlinthError } from '../errors.ts';
import { API, type OperationId } from './operations.ts';

export interface Route {
  readonly operationId: OperationId;
  /** Path parameters, decoded. */
  readonly path: Readonly<Record<string, string>>;
}

const PATTERNS = Object.entries(API).map(([operationId, { method, path }]) => ({
  operationId: operationId as OperationId,
  method,
  parts: path.split('/'),
}));

/**
 * Finds the operation of a method and a raw path, below `/v1` or without it. Throws NotFound, and MethodNotAllowed that names
 * the allowed methods.
 */
export function routeRequest(method: string, rawPath: string): Route {
  const given = belowRoot(rawPath.replace(/(?<=.)\/$/, '')).split('/');
  const sameLength = PATTERNS.filter(({ parts }) => parts.length === given.length);
  const matching = sameLength.flatMap((pattern) => {
    const path = parametersOf(pattern.parts, given);
    return path === undefined ? [] : [{ ...pattern, path }];
  });
  const found = matching.find((pattern) => pattern.method === method);
  if (found !== undefined) return { operationId: found.operationId, path: found.path };
  if (matching.length === 0) throw new PlinthError('NotFound', `the API has no path "${rawPath}"`);
  const allowed = matching.map((pattern) => pattern.method).join(', ');
  throw new PlinthError('MethodNotAllowed', `"${rawPath}" does not support ${method}; use ${allowed}`);
}

function belowRoot(path: string): string {
  return path.startsWith(`${API_ROOT}/`) ? path.slice(API_ROOT.length) : path;
}

function parametersOf(parts: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const text = decoded(given[index] ?? '');
    if (name === undefined && part !== text) return undefined;
    if (name !== undefined) parameters[name] = text;
  }
  return parameters;
}

/** A path that cannot be decoded stays as it is. No name may have a per cent sign, so `pathScope` refuses it. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
