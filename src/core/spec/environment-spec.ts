import { z } from 'zod';
import { Components, HostName, Mode, Owner, Tags } from './texts.ts';

export const AccountId = z.string().regex(/^[0-9]{12}$/, 'an account id has twelve digits');
export const Region = z
  .string()
  .max(32)
  .regex(/^[a-z]{2}(-[a-z]+)+-[0-9]$/, 'a region such as eu-west-1');

/** Body of `PUT /environments/{environment}`. */
export const EnvironmentSpec = z
  .strictObject({
    account: AccountId.optional().meta({ description: 'The AWS account. It must be that of the base, the default.' }),
    region: Region.optional().meta({ description: 'The AWS region. It must be that of the base, the default.' }),
    components: Components,
    mode: Mode.default('standard'),
    domain: HostName.optional().meta({ description: 'The domain below which applications get host names.' }),
    owner: Owner.optional(),
    tags: Tags,
    expires: z.iso.datetime('a time such as 2026-12-01T00:00:00Z').optional().meta({
      description: 'When the environment is retired with its applications. Data is kept.',
    }),
    protected: z.boolean().default(false).meta({ description: 'True: Plinth refuses to retire the environment.' }),
  })
  .meta({
    id: 'EnvironmentSpec',
    description: 'A network with a cluster and a load balancer, shared by applications.',
  });
export type EnvironmentSpec = z.infer<typeof EnvironmentSpec>;
