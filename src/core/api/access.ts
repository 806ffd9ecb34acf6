import { z } from 'zod';
import { PlinthError } from '../errors.ts';

/** From least to most. Each role may do what the ones before it may. */
const ROLES = ['viewer', 'deployer', 'operator', 'admin'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/**
 * Who may do what where. `*` stands for anything in `principal`, and for anything below in `scope`:
 * `environments/dev*` is the environment `dev`, what stands in it, and every environment whose name begins so.
 */
export const Grant = z.strictObject({
  principal: z.string().min(1).max(2048),
  role: Role,
  scope: z.string().min(1).max(256).default('*'),
});
export type Grant = z.infer<typeof Grant>;

/** Who calls, as the front door knows them: an IAM ARN, or `issuer#subject` of a token. */
export interface Caller {
  readonly principal: string;
  readonly sourceIp: string;
}

/** Whether a caller may act with a role on a scope. Nothing is allowed that no grant allows. */
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

/** Throws Forbidden, naming the role that is missing. */
export function assertMayAct(
  grants: readonly Grant[],
  caller: Caller,
  wanted: { readonly role: Role; readonly scope: string },
): void {
  if (mayAct(grants, caller.principal, wanted)) return;
  throw new PlinthError('Forbidden', `"${caller.principal}" is no ${wanted.role} of "${wanted.scope}"`);
}

/** Both sides are walked once, so a hostile name costs no more than its length. */
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
