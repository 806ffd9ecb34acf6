import { z } from 'zod';
import { Grant } from '../core/api/access.ts';
import { settings } from './settings.ts';

const Grants = z.array(Grant).max(200);

let parsed: readonly Grant[] | undefined;

/**
 * The grants of the function's environment variable `GRANTS`. Without it every principal of Plinth's own account that IAM
 * allows to call the API is an admin. Throws when the variable is not a list of grants.
 */
export function grants(): readonly Grant[] {
  parsed ??= process.env.GRANTS ? parseGrants(process.env.GRANTS) : ownAccount();
  return parsed;
}

/** Throws when the text is not a JSON list of grants. */
export function parseGrants(text: string): readonly Grant[] {
  return Grants.parse(JSON.parse(text));
}

function ownAccount(): readonly Grant[] {
  const { account, partition } = settings;
  return ['iam', 'sts'].map((service) => {
    return { principal: `arn:${partition}:${service}::${account}:*`, role: 'admin', scope: '*' };
  });
}
