import { z } from 'zod';
import { Grant } from '../core/api/access.ts';
import { readSettings } from './settings.ts';

const Grants = z.array(Grant).max(200);

let parsed: readonly Grant[] | undefined;

/**
 * The grants of the function's environment variable `GRANTS`. Without it every principal of Plinth's own account that IAM
 * allows to call the API is an admin. Throws when the variable is not a list of grants.
 */
export function grants(): readonly Grant[] {
  parsed ??= process.env.GRANTS ? Grants.parse(JSON.parse(process.env.GRANTS)) : ownAccount();
  return parsed;
}

function ownAccount(): readonly Grant[] {
  const { account, partition } = readSettings();
  return ['iam', 'sts'].map((service) => {
    return { principal: `arn:${partition}:${service}::${account}:*`, role: 'admin', scope: '*' };
  });
}
