import { z } from 'zod';
import { Components, HostName, Mode, Owner, Tags } from './texts.ts';

export const AccountId = z.string().regex(/^[0-9]{12}$/, 'an account id has twelve digits');
export const Region = z
  .string()
  .max(32)
  .regex(/^[a-z]{2}(-[a-z]+)+-[0-9]$/, 'a region such as eu-west-1');

/** Body of `PUT /environments/{environment}`. */
export const EnvironmentSpec = z.strictObject({
  account: AccountId.optional(),
  region: Region.optional(),
  components: Components,
  mode: Mode.default('standard'),
  domain: HostName.optional(),
  owner: Owner.optional(),
  tags: Tags,
  /** Then the environment is retired with its applications. Data stays. */
  expires: z.iso.datetime('a time such as 2026-12-01T00:00:00Z').optional(),
  /** True: retiring it is refused. */
  protected: z.boolean().default(false),
});
export type EnvironmentSpec = z.infer<typeof EnvironmentSpec>;
