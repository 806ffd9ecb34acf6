import { z } from 'zod';

/**
 * The detail of an EventBridge event about a change of a scope's mark. EventBridge delivers it at least once: `scope` and `since` tell
 * whether it was seen before.
 */
export const AttentionChangeDetail = z.object({
  schemaVersion: z.literal(1).meta({ description: 'Rises when a field changes its meaning.' }),
  installation: z.string().meta({ description: 'Name of the Plinth installation.' }),
  scope: z.string().meta({ description: 'Path of the scope.' }),
  status: z.enum(['well', 'degraded', 'needs-attention']).meta({
    description:
      '`well`: nothing differs any more. `degraded`: the scope works in part. `needs-attention`: an operator has to decide.',
  }),
  reason: z.string().meta({ description: 'What differs and what serves users now.' }),
  since: z.string().meta({ description: 'Since when it is known (ISO 8601, UTC).' }),
  commands: z.array(z.string()).meta({ description: 'The commands to try next.' }),
});
export type AttentionChangeDetail = z.infer<typeof AttentionChangeDetail>;
