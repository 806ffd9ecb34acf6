import { z } from 'zod';
import { PlinthError } from '../errors.ts';

/** From least to most. Each role includes the roles before it. */
const ROLES = ['viewer', 'deployer', 'operator', 'admin'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/**
 * One role of one principal on scopes. `*` matches any text in `principal` and in `scope`: `environments/dev*` is the
 * environment `dev` with its applications, and every environment whose name begins with `dev`.
 */
export const Grant = z.strictObject({
  principal: z.string().min(1).max(2048),
  role: Role,
  scope: z.string().min(1).max(256).default('*'),
});
export type Grant = z.infer<typeof Grant>;

/** The caller of a request: the ARN of its IAM principal, as API Gateway reports it. */
export interface Caller {
  readonly principal: string;
  readonly sourceIp: string;
}

/** Whether a grant gives a principal the role, or a higher one, on a scope. */
export function mayAct(
  grants: readonly Grant[],
  principal: string,
  wanted: { readonly role: Role; readonly scope: string },
): boolean {
  return grants.some(
    (grant) =>
      ROLES.indexOf(grant.role) >= ROLES.indexOf(wanted.role) &&
      matches(grant.principal, principal) &&
      matches(grant.scope, wanted.scope),
  );
}

/** Throws Forbidden with the role that the caller lacks. */
export function assertMayAct(
  grants: readonly Grant[],
  caller: Caller,
  wanted: { readonly role: Role; readonly scope: string },
): void {
  if (mayAct(grants, caller.principal, wanted)) return;
  throw new PlinthError('Forbidden', `principal "${caller.principal}" lacks role ${wanted.role} on "${wanted.scope}"`);
}

/** Both texts are read once, so a hostile name costs no more than its length. */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > text.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}
